package session

import (
	"net/http"
	"slices"

	"xinhuan/internal/serve"
)

// Door says who may come to a route at all; what he may do there the access
// matrix decides inside.
type Door string

// The doors.
const (
	DoorOpen   Door = "open"   // nobody need be signed in
	DoorPerson Door = "person" // signed in, perhaps without a post
	DoorStaff  Door = "staff"  // at work in a post
	DoorUpload Door = "upload" // staff, with a file
)

// Route is one line of the table of contents.
type Route struct {
	Pattern string
	Door    Door
}

// Routes is the table of contents of the site: which pattern is served behind
// which door. A test holds it against the list of who may open what.
type Routes struct {
	ring *Ring
	mux  *http.ServeMux
	list []Route
}

// Routes begins the table of contents with the session's own pages.
func (s *Ring) Routes() *Routes {
	t := &Routes{ring: s, mux: http.NewServeMux()}
	s.ownRoutes(t)
	return t
}

// Open registers a page that needs nobody signed in.
func (t *Routes) Open(pattern string, h Handler) { t.add(pattern, DoorOpen, t.ring.Open(h)) }

// Person registers a page for a signed-in person, with or without a post.
func (t *Routes) Person(pattern string, h Handler) { t.add(pattern, DoorPerson, t.ring.Person(h)) }

// Staff registers a page for a person at work in a post.
func (t *Routes) Staff(pattern string, h Handler) { t.add(pattern, DoorStaff, t.ring.Staff(h)) }

// Upload registers a form with a file.
func (t *Routes) Upload(pattern string, h Handler) { t.add(pattern, DoorUpload, t.ring.Upload(h)) }

// Handle registers something that is no page: files, the pupil's interface.
func (t *Routes) Handle(pattern string, h http.Handler) { t.add(pattern, DoorOpen, h) }

func (t *Routes) add(pattern string, door Door, h http.Handler) {
	t.mux.Handle(pattern, h)
	t.list = append(t.list, Route{pattern, door})
}

// List is the table of contents in the order of registration.
func (t *Routes) List() []Route { return slices.Clone(t.list) }

// Handler joins the routes behind the session ring.
func (t *Routes) Handler() http.Handler { return t.ring.Load(serve.Routes(t.mux)) }
