package roundweb

import (
	"net/http"

	"xinhuan/internal/screening"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var signedTemplate = ui.MustParse(files, "consent_show.html")

// signedPage is a consent form as a guardian signed it by a one-time link.
type signedPage struct {
	base
	Heading ui.Heading
	Signed  screening.SignedConsent
	Sheet   form.Sheet
}

func (p pages) consentShow(w http.ResponseWriter, r *http.Request) error {
	round, err := pathID(r, "round")
	if err != nil {
		return err
	}
	class, err := pathID(r, "class")
	if err != nil {
		return err
	}
	person, err := pathID(r, "pupil")
	if err != nil {
		return err
	}
	s, err := p.Room.SignedConsent(r.Context(), session.Who(r), round, person)
	if err != nil {
		return err
	}
	out := signedPage{base: page(r, both(s.Name+" · 签署的同意书", s.Name+" · consent as signed")), Signed: s}
	out.Heading = ui.Heading{Title: out.Title, Lead: same(s.Campaign.Title), Back: &ui.Link{Label: both("返回家长同意", "Back to the consents"), Href: roundPath(round, "/consents/", class.String())}}
	out.Sheet = form.Paper(s.Def, s.Values, false, out.Lang)
	return signedTemplate.Render(w, http.StatusOK, out)
}
