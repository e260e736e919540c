package session

import (
	"net/http"

	"xinhuan/internal/care"
)

const languageCookie = "lang"

// Lang is the language the reader chose; Chinese until he chooses.
func Lang(r *http.Request) care.Lang {
	if v := visitOf(r); v.lang != "" {
		return v.lang
	}
	if l := r.URL.Query().Get("lang"); l == "zh" || l == "en" {
		return care.Lang(l)
	}
	if c, err := r.Cookie(languageCookie); err == nil && c.Value == "en" {
		return care.En
	}
	return care.Zh
}

// takeLanguage keeps a choice made by ?lang= for the pages that follow.
func (s *Ring) takeLanguage(w http.ResponseWriter, r *http.Request) {
	if l := r.URL.Query().Get("lang"); l == "zh" || l == "en" {
		s.setLanguage(w, care.Lang(l))
	}
}

func (s *Ring) setLanguage(w http.ResponseWriter, l care.Lang) {
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// languageSet answers POST /language.
func (s *Ring) languageSet(w http.ResponseWriter, r *http.Request) error {
	l := care.Zh
	if r.FormValue("lang") == "en" {
		l = care.En
	}
	s.setLanguage(w, l)
	return Redirect(w, r, Back(r, "/"))
}
