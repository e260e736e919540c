package pupil_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/pupil"
)

// school is a fixture with an open round and the face served over real HTTP.
type school struct {
	*fixture.Fixture
	t       *testing.T
	url     string
	round   care.Campaign
	tickets map[care.ID]screening.Ticket
}

func each(t *testing.T, run func(s *school)) {
	t.Parallel()
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		t.Parallel()
		s := &school{Fixture: f, t: t, round: f.OpenRound(t)}
		s.tickets = f.Tickets(t, s.round.ID)
		s.url = serve(t, f.Kernel)
		run(s)
	})
}

// onSQLite is each for what does not touch the database in its own way.
func onSQLite(t *testing.T, run func(s *school)) {
	t.Parallel()
	f := fixture.SQLite(t)
	s := &school{Fixture: f, t: t, round: f.OpenRound(t)}
	s.tickets = f.Tickets(t, s.round.ID)
	s.url = serve(t, f.Kernel)
	run(s)
}

func serve(t *testing.T, k *act.Kernel) string {
	t.Helper()
	mux := http.NewServeMux()
	pupil.Routes(mux, pupil.Deps{Rooms: screening.Room{Kernel: k}})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// said is an answer of the server.
type said struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

func (s *school) ask(method, path, token string, body any) said {
	s.t.Helper()
	var in io.Reader
	switch v := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(v)
	default:
		b, err := json.Marshal(v)
		if err != nil {
			s.t.Fatal(err)
		}
		in = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, s.url+path, in)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // follows no redirect
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	out := said{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	json.Unmarshal(raw, &out.body)
	return out
}

// sitting is a pupil who signed in.
type sitting struct {
	s     *school
	id    string
	token string
	first said
}

func (s *school) trySignIn(k screening.Ticket) said {
	s.t.Helper()
	return s.ask("POST", "/api/pupil/sign-in", "", map[string]string{"class_code": k.ClassCode, "ticket": k.Code, "lang": "zh"})
}

func (s *school) signIn(person care.ID) *sitting {
	s.t.Helper()
	r := s.trySignIn(s.tickets[person])
	want(s.t, "sign-in", r, http.StatusOK)
	return &sitting{s: s, id: r.body["sitting"].(string), token: r.body["token"].(string), first: r}
}

func (p *sitting) ask(method, what string, body any) said {
	p.s.t.Helper()
	return p.s.ask(method, "/api/pupil/sittings/"+p.id+what, p.token, body)
}

// answers is a sheet whose PHQ-9 begins as given; what is not given is 0.
func answers(phq9 ...int) map[string]any {
	full := make([]int, 9)
	copy(full, phq9)
	return map[string]any{"answers": map[string][]int{"phq9": full, "gad7": make([]int, 7)}, "elapsed": map[string][]int{"phq9": slices.Repeat([]int{3000}, 9), "gad7": slices.Repeat([]int{3000}, 7)}}
}

func draft(rev int, phq9 ...int) map[string]any {
	a := answers(phq9...)
	a["rev"] = rev
	return a
}

func want(t *testing.T, what string, got said, status int) {
	t.Helper()
	if got.status != status {
		t.Fatalf("%s: got %d %s, want %d", what, got.status, got.raw, status)
	}
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// view reads the database.
func (s *school) view(fn func(*act.Tx) error) {
	s.t.Helper()
	if err := s.View(s.t.Context(), act.System, fn); err != nil {
		s.t.Fatal(err)
	}
}

// openDuties lists the rules of a pupil's open duties, sorted.
func (s *school) openDuties(person care.ID) string {
	s.t.Helper()
	var rules []string
	s.view(func(t *act.Tx) error {
		list, err := t.DutiesAbout(person)
		for _, d := range list {
			if d.State == care.DutyOpen {
				rules = append(rules, d.Rule)
			}
		}
		return err
	})
	slices.Sort(rules)
	return strings.Join(rules, " ")
}

// alerts lists a pupil's alerts.
func (s *school) alerts(person care.ID) (list []care.Alert) {
	s.t.Helper()
	s.view(func(t *act.Tx) (err error) {
		list, err = t.AlertsOf(person)
		return err
	})
	return list
}

// called lists the roles called to an alert, in order.
func (s *school) called(alert care.ID) string {
	s.t.Helper()
	var roles []string
	s.view(func(t *act.Tx) error {
		calls, err := t.Calls(alert)
		if err != nil {
			return err
		}
		for _, c := range calls {
			p, err := t.Post(c.Post)
			if err != nil {
				return err
			}
			roles = append(roles, string(p.Role))
		}
		return nil
	})
	slices.Sort(roles)
	return strings.Join(roles, " ")
}

func message(r said) string {
	e, _ := r.body["error"].(map[string]any)
	m, _ := e["message"].(map[string]any)
	zh, _ := m["zh"].(string)
	return zh
}

func keys(m map[string]any) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), " ")
}
