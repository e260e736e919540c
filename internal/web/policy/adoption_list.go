package policyweb

import (
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
	"xinhuan/policies"
)

var adoptionTitle = both("规则包的采用", "Adopting packs")

const adoptionHref = "/policy/adoption"

var standsWords = map[region.Standing]care.Text{
	region.Waiting: both("等第二人", "waits for a second person"), region.Agreed: both("已同意，等到生效日", "agreed, waits for its day"), region.Settling: both("已生效，正在调整未了事项", "in use; open work is being brought in order"),
	region.InUse: both("正在使用", "in use"), region.Replaced: both("已被替换", "replaced"), region.Refused: both("未同意", "refused"), region.Lapsed: both("已过期", "lapsed"),
}

// adoptionList is the history: which pack, who proposed it, who agreed, from when.
func (p pages) adoptionList(w http.ResponseWriter, r *http.Request) error {
	list, may, err := p.regions().Adoptions(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	pg := p.page(r, adoptionTitle)
	pg.Head.Back = &ui.Link{Label: policyTitle, Href: "/policy"}
	pg.Head.Lead = both("换一套规则要两个人：一人提出并写明从哪天起，另一人看过影响后同意。到了那天自动生效，未了的事项按新规则重算日期；以前的决定仍按当时的规则。",
		"Changing the rules takes two people: one proposes a pack and its first day, another reads what it changes and agrees. On that day it begins by itself and the dates of open work are worked out again; what was decided before stays under the rules of its time.")
	if may.Propose {
		pg.Head.Actions = []ui.Component{ui.Link{Label: both("提出规则包", "Propose a pack"), Href: adoptionHref + "/new", Icon: "upload"}}
	}
	t := ui.Table{ID: "adoptions", Caption: both("采用记录", "History of adoptions"), Plain: true, Total: len(list), Columns: []ui.Column{
		column("pack", "规则包", "Pack"), kind(ui.KindPart, column("stands", "状态", "Standing")), column("on", "生效日", "From"), column("by", "谁提出", "Proposed by"),
		column("end", "谁同意或不同意", "Agreed or refused by"), column("hash", "校验值", "Hash")},
		Empty: ui.Empty{Title: both("还没有采用过别的规则包", "No other pack was adopted yet"), Text: both("现在用的是本区域建立时选的规则包。提出新的以后，会列在这里。", "The region uses the pack it was founded with. What is proposed will be listed here."), Icon: "file"}}
	for _, a := range list {
		on := same("–")
		if a.EffectiveOn != "" {
			on = both(pg.Page.Date(a.EffectiveOn), pg.Page.Date(a.EffectiveOn))
		}
		t.Rows = append(t.Rows, ui.Row{ID: a.ID.String(), Cells: []ui.Cell{ui.Goto(same(a.Pack), adoptionHref+"/"+a.ID.String()), ui.Parts(standsBadge(a)), ui.Words(on),
			ui.Words(byWords(pg.Page, a.By, a.Proposal.At)), ui.Words(byWords(pg.Page, a.End, a.EndedAt)), ui.Text(a.Hash[:12])}})
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	pg.Sections = []section{{Title: both("正在使用", "In use"), Parts: []ui.Component{packTable(v)}}, {Title: t.Caption, Parts: []ui.Component{t}}}
	return pg.show(w)
}

func standsBadge(a region.Adoption) ui.Component {
	tone := ui.Plain
	switch a.Stands {
	case region.Waiting, region.Settling:
		tone = ui.Watch
	case region.InUse:
		tone = ui.Good
	}
	if !a.Why.IsZero() {
		tone = ui.Grave
	}
	return ui.Badge{Text: standsWords[a.Stands], Tone: tone}
}

func byWords(p ui.Page, name string, at care.Millis) care.Text {
	if name == "" {
		return same("–")
	}
	return same(name + " · " + p.When(at))
}

func (p pages) adoptionForm(w http.ResponseWriter, r *http.Request) error {
	return p.showAdoptionForm(w, r, http.StatusOK, nil)
}

// showAdoptionForm asks for the pack and its day. What is wrong in the pack comes
// back as a table: nothing was written.
func (p pages) showAdoptionForm(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	_, may, err := p.regions().Adoptions(r.Context(), session.Who(r))
	if err != nil {
		return err
	}
	if !may.Propose {
		return care.Fail(care.Forbidden, "propose pack", "您的岗位不能提出规则包", "your post may not propose a pack")
	}
	pg := p.page(r, both("提出规则包", "Propose a pack"))
	pg.Head.Back = &ui.Link{Label: adoptionTitle, Href: adoptionHref}
	pg.Head.Lead = both("先完整检查，有一处错误就什么也不写入。检查通过后，请另一位有权的人看过影响再同意。", "It is checked whole first; with a single fault nothing is written. Then somebody else who may reads what it changes and agrees.")
	tomorrow := p.today().AddDays(1)
	form := ui.Form{ID: "adoption", Action: adoptionHref, Submit: both("检查并提出", "Check and propose"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: adoptionHref}, Fields: []ui.Field{
		{Name: "file", Kind: ui.FileField, Label: both("上传规则包（zip，不超过 8 MB）", "Upload a pack (zip, up to 8 MB)"), Accept: ".zip", Help: both("把规则包的文件夹压缩成 zip。与随产品提供的上级包一起检查。", "Zip the folder of the pack. It is checked together with the parents that ship.")},
		{Name: "pack", Kind: ui.SelectField, Label: both("或者选一个已有的", "Or choose one that is here"), Options: p.packOptions(), Help: both("随产品提供的，和服务器规则包文件夹里的。上传了文件就不用选。", "Those that ship and those in the server's folder of packs. Leave it when you upload a file.")},
		{Name: "on", Kind: ui.DateField, Label: both("从哪天起采用", "In use from"), Required: true, Min: string(p.today()), Values: []string{string(tomorrow)}, Help: both("选今天，则第二人一同意就生效。", "Today: it begins as soon as the second person agrees.")}}}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	pg.Sections = []section{{Parts: []ui.Component{form}}}
	if faults := policy.FaultsOf(failed); len(faults) > 0 {
		pg.Sections = append([]section{{ID: "faults", Title: both("规则包里的错误", "Faults in the pack"), Words: []care.Text{both("什么也没有写入。请逐条改正后再上传。", "Nothing was written. Mend them all and upload it again.")}, Parts: []ui.Component{faultTable(faults)}}}, pg.Sections...)
	}
	pg.status = status
	return pg.show(w)
}

func faultTable(faults policy.Faults) ui.Table {
	t := ui.Table{ID: "faults", Plain: true, Caption: both("规则包里的错误", "Faults in the pack"), Total: len(faults), Columns: []ui.Column{column("file", "文件", "File"),
		kind(ui.KindNumber, column("line", "行", "Line")), kind(ui.KindNumber, column("col", "列", "Column")), column("what", "怎么改", "What to do")}}
	for _, f := range faults {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(f.File), ui.Number(f.Line), ui.Number(f.Col), ui.Words(f.Text)}})
	}
	return t
}

// packs are the packs at hand: the server's folder over those that ship.
func (p pages) packs() fs.FS {
	if p.Packs == nil {
		return policies.FS
	}
	return policies.With(p.Packs)
}

// packName is whose pack it is, with its id.
func (p pages) packName(id string) care.Text {
	who, err := policy.AuthorityOf(p.packs(), id)
	if err != nil {
		return same(id)
	}
	return both(who.Zh+"（"+id+"）", who.En+" ("+id+")")
}

func (p pages) packOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: both("不选", "None")}}
	entries, err := fs.ReadDir(p.packs(), ".")
	if err != nil {
		return out
	}
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, ui.Option{Value: e.Name(), Label: p.packName(e.Name())})
		}
	}
	slices.SortFunc(out[1:], func(a, b ui.Option) int { return strings.Compare(a.Value, b.Value) })
	return out
}

func (p pages) adoptionPropose(w http.ResponseWriter, r *http.Request) error {
	who := session.Who(r)
	if _, may, err := p.regions().Adoptions(r.Context(), who); err != nil || !may.Propose {
		if err == nil {
			err = care.Fail(care.Forbidden, "propose pack", "您的岗位不能提出规则包", "your post may not propose a pack")
		}
		return err
	}
	pack, err := p.chosenPack(r)
	var id care.ID
	if err == nil {
		id, err = p.regions().ProposePack(r.Context(), who, pack, care.Date(r.PostFormValue("on")))
	}
	if care.KindOf(err) == care.Invalid || care.KindOf(err) == care.NotFound {
		return p.showAdoptionForm(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("检查通过，已提出。请另一位有权的人在 7 天内看过影响再同意", "It is sound and proposed. Somebody else who may has seven days to read what it changes and agree"))
	return session.Redirect(w, r, adoptionHref+"/"+id.String())
}

// chosenPack loads the uploaded pack, or the one that was chosen.
func (p pages) chosenPack(r *http.Request) (*policy.Stack, error) {
	f, _, err := r.FormFile("file")
	if err != nil {
		id := r.PostFormValue("pack")
		if id == "" || !fs.ValidPath(id) {
			return nil, care.Invalidf("file", "请上传 zip 文件，或选一个已有的规则包", "upload a zip file, or choose a pack that is here")
		}
		return policy.Load(p.packs(), id)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	files, err := policies.Unzip(data)
	if err != nil {
		return nil, err
	}
	top, err := policies.Top(files)
	if err != nil {
		return nil, care.Invalidf("file", care.TextOf(err).Zh, care.TextOf(err).En)
	}
	return policy.Load(policies.Over(files, p.packs()), top)
}
