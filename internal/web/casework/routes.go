// Package caseweb is the pages of the work with children: My work, alerts,
// flags, the person page, notices, records and figures. It holds no rule and
// asks no table: pages call the acts and readings of the rooms and draw them.
package caseweb

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"

	"xinhuan/internal/casework"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
)

// Deps is what the pages need.
type Deps struct {
	Room    casework.Room
	Rounds  screening.Room // for sittings and their scores
	BaseURL string         // how guardians reach the program, for the slips; "" = as the request came
}

type pages struct{ Deps }

// Routes registers the pages.
func Routes(t *session.Routes, d Deps) {
	p := pages{d}
	t.Staff("GET /work", p.workShow)
	t.Staff("GET /work/export/{format}", p.workExport)
	t.Staff("POST /duties/{id}/finish", p.dutyFinish)

	t.Staff("GET /alerts", p.alertList)
	t.Staff("GET /alerts/{id}", p.alertShow)
	t.Staff("GET /alerts/{id}/now", p.alertNow)
	t.Staff("POST /alerts/{id}/answer", p.alertAnswer)
	p.sheet(t, "/alerts/{id}/check", p.safetyCheck())

	t.Staff("GET /flags", p.flagList)
	t.Staff("GET /flags/export", p.flagExport)
	t.Staff("GET /flags/{id}", p.flagShow)
	t.Staff("GET /flags/{id}/interview", p.interviewForm)
	t.Staff("POST /flags/{id}/interview", p.interviewSave)
	t.Staff("GET /flags/{id}/decision", p.decisionForm("flag"))
	t.Staff("POST /flags/{id}/decision", p.decisionSave("flag"))

	t.Staff("GET /pupils", p.pupilList)
	t.Staff("GET /pupils/{id}", p.fileShow)
	t.Staff("GET /pupils/{id}/sittings/{sitting}", p.sittingShow)
	t.Staff("GET /pupils/{id}/review", p.decisionForm("pupil"))
	t.Staff("POST /pupils/{id}/review", p.decisionSave("pupil"))
	t.Staff("GET /search", p.search)
	t.Staff("GET /pupils/{id}/forms", p.formsOf)
	t.Staff("GET /pupils/{id}/forms/{sheet}", p.formWrite)
	t.Upload("POST /pupils/{id}/forms/{sheet}", p.formSave)
	t.Staff("GET /pupils/{id}/forms/{sheet}/paper", p.formPaper)
	t.Staff("GET /forms", p.formList)
	t.Staff("GET /forms/{sheet}", p.formBlank)

	p.episodeForms(t)
	p.programmeRoutes(t)
	t.Staff("GET /episodes/{id}/owner", p.ownerForm)
	t.Staff("POST /episodes/{id}/owner", p.ownerSave)
	t.Staff("GET /episodes/{id}/release", p.releaseGo)
	t.Staff("POST /episodes/{id}/release", p.release)

	t.Staff("GET /notices", p.noticeList)
	t.Staff("GET /notices/{id}", p.noticeShow)
	t.Staff("POST /notices/{id}/acknowledge", p.noticeAcknowledge)
	t.Staff("POST /notices/{id}/link", p.noticeLink)
	p.sheet(t, "/notices/{id}/home-safe", p.homeSafe())
	p.sheet(t, "/notices/{id}/guardian", p.guardianEntry())
	p.sheet(t, "/notices/{id}/protection", p.protection())
	t.Staff("GET /consent-links/{round}/{class}", p.consentLinkAsk)
	t.Staff("POST /consent-links/{round}/{class}", p.consentLinks)

	t.Staff("GET /records/{id}", p.recordShow)
	t.Staff("GET /records/{id}/amend", p.amendForm)
	t.Upload("POST /records/{id}/amend", p.amendSave)
	t.Staff("GET /records/{id}/paper", p.recordPaper)
	t.Staff("POST /records/{id}/sign", p.recordSign)
	t.Staff("GET /records/{id}/files/{file}", p.recordFile)
	t.Staff("POST /drafts/{ref}/{id}/{form}", p.draftSave)

	t.Staff("GET /overview", p.overview)
	t.Handle("GET "+stylePath, http.HandlerFunc(style))
}

//go:embed case.css
var styleSheet []byte

// stylePath carries a hash of the content, so that browsers may keep it.
var stylePath = func() string {
	sum := sha256.Sum256(styleSheet)
	return "/style/case-" + hex.EncodeToString(sum[:6]) + ".css"
}()

func style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(styleSheet)
}
