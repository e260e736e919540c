// Package session is the ring around every page: who is at work, in which post,
// for which purpose, and the frame that says so.
//
// A signed-in person acts in one post at a time. The session in the database
// holds only ids and codes; which posts the person holds is read again at every
// request, so whoever leaves a post loses its access that minute. Names are
// never put into a session, because its row is clear text.
//
// Pages are built like this:
//
//	func Routes(t *session.Routes, ...) {
//		t.Staff("GET /pupils", pupilList)
//		t.Staff("POST /pupils/{id}/note", noteAdd)
//		t.Open("GET /f/{token}", linkOpen) // nobody is signed in
//	}
//
//	func pupilList(w http.ResponseWriter, r *http.Request) error {
//		page := session.Page(r, care.Text{Zh: "学生", En: "Pupils"}, "/pupils")
//		// kernel.View(r.Context(), session.Who(r), ...), then
//		return template.Render(w, http.StatusOK, pupilListPage{Page: page, ...})
//	}
//
// A handler returns its error; the ring renders it by kind and logs what only
// an operator may read. After a POST that worked it calls session.Flash and
// session.Redirect.
package session
