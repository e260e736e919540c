package pupil_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

// Guessing is slowed down; a class that signs in at once is not.
func TestGuessingIsSlowedDown(t *testing.T) {
	onSQLite(t, func(s *school) {
		k := s.tickets[s.Pupils[0]]
		k.Code = "22222-22222"
		var last said
		for range 200 {
			if last = s.trySignIn(k); last.status == http.StatusTooManyRequests {
				break
			}
		}
		want(s.t, "guess after guess", last, http.StatusTooManyRequests)
		seconds, err := strconv.Atoi(last.header.Get("Retry-After"))
		if err != nil || seconds < 1 || seconds > 60 {
			s.t.Errorf("Retry-After: got %q, want some seconds", last.header.Get("Retry-After"))
		}
		k.ClassCode = s.classCodes()[s.Class2.ID]
		same(s.t, "another class meanwhile", s.trySignIn(k).status, http.StatusUnauthorized)
	})
}

// While the queue is full nothing is lost: the page is told to wait.
func TestAFullQueueSaysWait(t *testing.T) {
	onSQLite(t, func(s *school) {
		p := s.signIn(s.Pupils[0])
		release, held := make(chan struct{}), make(chan struct{})
		go s.Share(s.t.Context(), act.Who{}, "test.Hold", func(*act.Tx) error { close(held); <-release; return nil })
		<-held
		waiting := make(chan error, 5000)
		for range cap(waiting) {
			go func() {
				waiting <- s.Share(s.t.Context(), act.Who{Actor: access.Actor{Role: care.Pupil}}, "test.Fill", func(*act.Tx) error { return nil })
			}()
		}
		for err := range waiting { // those that found no room come back at once
			if care.KindOf(err) != care.Unavailable {
				s.t.Fatalf("a full queue: got %v, want unavailable", err)
			}
			break
		}
		full := p.ask("POST", "/submit", answers())
		close(release)
		want(s.t, "submit while the queue is full", full, http.StatusServiceUnavailable)
		if full.header.Get("Retry-After") == "" {
			s.t.Error("nobody is told how long to wait")
		}
		for p.ask("POST", "/submit", answers()).status != http.StatusOK {
		}
	})
}

// No word on any answer of the server names a disorder, a score or a label.
var cruel = regexp.MustCompile(`异常|抑郁|焦虑|高危|得分|分数|问题学生|障碍|自杀|depress|anxi|abnormal|score|risk|PHQ-9|GAD-7|suicid`)

func TestNothingCruelIsSaid(t *testing.T) {
	onSQLite(t, func(s *school) {
		p := s.signIn(s.Pupils[0])
		said := []string{regexp.MustCompile(`"battery":.*`).ReplaceAllString(p.first.raw, "")} // the questions' own words are the instrument's
		said = append(said, p.ask("GET", "/help", nil).raw, p.ask("POST", "/critical", critical(9, 1)).raw, p.ask("POST", "/submit", answers()).raw,
			p.ask("POST", "/submit", answers(1)).raw, s.trySignIn(s.tickets[s.Pupils[0]]).raw, s.trySignIn(screening.Ticket{ClassCode: "X", Code: "Y"}).raw)
		for _, text := range said {
			if found := cruel.FindString(text); found != "" {
				s.t.Errorf("a child reads %q in %s", found, text)
			}
		}
		for _, text := range []string{said[0], said[3]} {
			if !strings.Contains(text, `"12356"`) {
				s.t.Errorf("the line that is open now is missing: %s", text)
			}
		}
	})
}

func TestThePageAndItsShortAddress(t *testing.T) {
	onSQLite(t, func(s *school) {
		for _, path := range []string{"/p", "/p/", "/pupil"} {
			r := s.ask("GET", path, "", nil)
			same(s.t, path, r.status, http.StatusFound)
			same(s.t, path+" leads to", r.header.Get("Location"), "/pupil/")
		}
		page := s.ask("GET", "/pupil/", "", nil)
		want(s.t, "page", page, http.StatusOK)
		if !strings.Contains(page.raw, `id="app" data-lang="zh"`) {
			s.t.Errorf("no place for the page's script: %s", page.raw)
		}
		same(s.t, "the echo outside of measuring", s.ask("POST", "/api/pupil/echo", "", answers()).status, http.StatusNotFound)
	})
}
