package policyweb

import (
	"net/http"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/web/ui"
)

// formerPath is where a pack that was in force once is read: the same pages, with
// links among themselves.
const formerPath = "/policy/packs/{pack}"

// shortHash is how much of a pack's hash its address has, as it is shown elsewhere.
const shortHash = 12

// under is an address among the rules, among those of an era.
func under(e act.Era, href string) string {
	rest, ok := strings.CutPrefix(href, "/policy")
	if !ok || e.InForce || e.Hash == "" {
		return href
	}
	return "/policy/packs/" + e.Hash[:min(shortHash, len(e.Hash))] + rest
}

func (v view) at(href string) string { return under(v.era, href) }

// former makes the view that of a pack that was in force once, named by the beginning of
// its hash. One that is in force again is simply that.
func (v *view) former(t *act.Tx, name string) error {
	list, err := t.Eras()
	if err != nil {
		return err
	}
	var zh, en []string
	found := false
	for _, e := range list {
		if len(name) < shortHash || !strings.HasPrefix(e.Hash, name) {
			continue
		}
		v.era, found = e, true
		when := inForce(e)
		zh, en = append(zh, when.Zh), append(en, when.En)
	}
	switch {
	case !found:
		return care.Fail(care.NotFound, "former pack", "本区域没有使用过这个规则包", "the region never worked under this pack")
	case v.era.InForce:
		v.era = t.K.Era()
		return nil
	case v.era.Pack == nil:
		return care.Fail(care.NotFound, "former pack", "这个以前的规则包，当前版本的程序读不了（内容仍保存在数据库里）：要看原文，请系统管理员用采用它时的程序版本打开备份",
			"this version of the program can't read that former pack (its bytes are still kept): to see it, ask the system administrator to open a backup with the version of its time")
	}
	v.past = both("这是以前的规则包："+strings.Join(zh, "，又")+" 使用，只供查阅。那时作出的决定、通知和待办依据它。", "This is a former pack, in force "+strings.Join(en, " and ")+", to read only. What was decided, told and asked for then rests on it.")
	v.forms, err = t.K.FormsOf(v.era.Pack)
	return err
}

// inForce says from when to when a former pack was in force.
func inForce(e act.Era) care.Text {
	from, to := spoken(e.From), spoken(e.To)
	if e.From == 0 {
		return both("从本区域建立到 "+to.Zh, "from the founding of the region to "+to.En)
	}
	return both("从 "+from.Zh+" 到 "+to.Zh, "from "+from.En+" to "+to.En)
}

func spoken(at care.Millis) care.Text {
	return both(ui.Page{Lang: care.Zh}.When(at), ui.Page{Lang: care.En}.When(at))
}

// page is a page of the rules, which says when they were in force where they are not.
func (v view) page(r *http.Request, title care.Text) rulesPage {
	pg := pages{}.page(r, title)
	pg.Past = v.past
	return pg
}
