package policyweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/policy"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
)

// Behind a number stands the list of those touched, for whoever may open them: the
// officer who was told of the pupil reads his name, the inspector a number only.
func TestWhoIsTouchedIsListedForThoseWhoMayOpenHim(t *testing.T) {
	f := fixture.SQLite(t)
	f.Work(t)
	ctx, hill := context.Background(), fixture.HillPack(t, nil)
	officer, inspector := f.As(care.DistrictOfficer), f.As(care.Inspector)
	id, err := f.Regions.ProposePack(ctx, officer, hill, care.DateOf(f.Now()))
	if err != nil {
		t.Fatal(err)
	}
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	policyweb.Routes(routes, policyweb.Deps{Room: f.Casework})
	s := webtest.New(t, f, routes.Handler())
	at := "/policy/adoption/" + id.String()
	reads, second, teacher := s.As(t, care.DistrictOfficer), s.As(t, care.Inspector), s.As(t, care.ClassTeacher)

	reads.Get(at).OK().Has("还没有发出的通知（作废）", "已经发出的通知（不收回）").Lacks("/touched/dropped", "/touched/kept").Sound()
	reads.Get(at+"/touched/dropped").OK().Has("共 2 项，其中 0 项", "没有您可以查看的").Lacks("试验生").Sound()
	teacher.Get(at + "/touched/dropped").Is(http.StatusForbidden)
	reads.Get(at + "/touched/everything").Is(http.StatusNotFound)

	var episode care.ID
	inside(t, f, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(f.Pupils[1], care.StudentCare)
		episode = e.ID
		return err
	})
	if _, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), episode); err != nil {
		t.Fatal(err)
	}
	page := reads.Get(at).OK().Has("/touched/kept")
	page.Sound()
	if strings.Contains(page.Words(), "试验生") {
		t.Error("the preview itself names a pupil")
	}
	reads.Get(at+"/touched/kept").OK().Has("共 3 项，其中 3 项", "试验生", "班主任").Sound()
	second.Get(at).OK().Has("已经发出的通知（不收回）").Lacks("/touched/kept").Sound()
	second.Get(at + "/touched/kept").OK().Has("共 3 项，其中 0 项").Lacks("试验生").Sound()
	for _, effect := range act.Effects() {
		list, err := f.Casework.Touched(ctx, officer, hill, effect, 50, 0)
		if err != nil || len(list.Lines) != list.Total || list.Total > list.All {
			t.Errorf("%s: %d lines of %d, %d in all, %v", effect, len(list.Lines), list.Total, list.All, err)
		}
		reads.Get(at + "/touched/" + string(effect)).OK().Sound()
	}
	rest, err := f.Casework.Touched(ctx, officer, hill, act.Kept, 2, 2)
	if err != nil || len(rest.Lines) != 1 || rest.Total != 3 {
		t.Errorf("the second page has %d lines of %d, %v", len(rest.Lines), rest.Total, err)
	}
	if _, err := f.Casework.Touched(ctx, f.As(care.Principal), hill, act.Kept, 50, 0); care.KindOf(err) != care.Forbidden {
		t.Errorf("the principal reads whom a pack touches: %v", err)
	}
	none, err := f.Casework.Touched(ctx, inspector, hill, act.Kept, 50, 0)
	if err != nil || none.Total != 0 || none.All != 3 {
		t.Errorf("the inspector may open %d of %d, %v", none.Total, none.All, err)
	}
}
