package pupil_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

func TestTheWholeLifeOfASitting(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[0]
		p := s.signIn(person)
		same(s.t, "what a page gets", keys(p.first.body), "battery closing draft help_text lang lines rev shared_room sitting title token")
		battery := p.first.body["battery"].([]any)
		same(s.t, "instruments", len(battery), 2)
		phq9 := battery[0].(map[string]any)
		items := phq9["items"].([]any)
		same(s.t, "items of the first", len(items), 9)
		same(s.t, "keys of item 9", keys(items[8].(map[string]any)), "critical critical_codes n text")
		same(s.t, "keys of item 1", keys(items[0].(map[string]any)), "n text")
		same(s.t, "answers that call an adult", len(items[8].(map[string]any)["critical_codes"].([]any)), 3)

		want(s.t, "draft", p.ask("PUT", "/draft", draft(1, 1, 2)), http.StatusOK)
		want(s.t, "draft", p.ask("PUT", "/draft", draft(3, 1, 2, 1)), http.StatusOK)
		late := p.ask("PUT", "/draft", draft(2))
		want(s.t, "a draft that comes late", late, http.StatusOK)
		same(s.t, "its revision", late.body["rev"], any(3.0))

		again := s.signIn(person)
		same(s.t, "the sitting on a second device", again.id, p.id)
		same(s.t, "its revision", again.first.body["rev"], any(3.0))
		kept := again.first.body["draft"].(map[string]any)["phq9"].([]any)
		if kept[0] != 1.0 || kept[1] != 2.0 || kept[2] != 1.0 {
			s.t.Errorf("the draft on a second device: got %v, want it to begin 1 2 1", kept)
		}
		for what, r := range map[string]said{"draft": p.ask("PUT", "/draft", draft(9)), "submit": p.ask("POST", "/submit", answers()),
			"help": p.ask("GET", "/help", nil), "stop": p.ask("POST", "/stop", map[string]string{}), "call": p.ask("POST", "/help", "{}")} {
			same(s.t, what+" from the first device", r.status, http.StatusUnauthorized)
		}

		first := again.ask("POST", "/submit", answers(1, 1))
		want(s.t, "submit", first, http.StatusOK)
		same(s.t, "what the last page gets", keys(first.body), "closing lines receipt")
		same(s.t, "receipt", first.body["receipt"], any(again.id))
		repeat := again.ask("POST", "/submit", answers(1, 1))
		want(s.t, "the same again", repeat, http.StatusOK)
		same(s.t, "its receipt", repeat.body["receipt"], first.body["receipt"])
		other := again.ask("POST", "/submit", answers(2, 2))
		want(s.t, "other answers", other, http.StatusConflict)
		same(s.t, "the first one's receipt", other.body["receipt"], first.body["receipt"])
		if other.body["closing"] == nil || other.body["lines"] == nil {
			s.t.Errorf("a second submit is not thanked for: %s", other.raw)
		}
		want(s.t, "a draft after the submit", again.ask("PUT", "/draft", draft(10)), http.StatusConflict)
		want(s.t, "stop after the submit", again.ask("POST", "/stop", map[string]string{}), http.StatusConflict)
		done := s.trySignIn(s.tickets[person])
		want(s.t, "signing in once more", done, http.StatusConflict)
		if done.body["closing"] == nil {
			s.t.Errorf("whoever is done is not thanked: %s", done.raw)
		}
		same(s.t, "duties of a pupil who is well", s.openDuties(person), "")
		s.view(func(t *act.Tx) error {
			tally, err := t.CampaignClass(s.round.ID, s.Class.ID)
			same(s.t, "started, submitted, valid", [3]int{tally.Started, tally.Submitted, tally.Valid}, [3]int{1, 1, 1})
			return err
		})
	})
}

func TestWhoMayNotAnswer(t *testing.T) {
	each(t, func(s *school) {
		k := s.tickets[s.Pupils[0]]
		wrong := k
		wrong.Code = "22222-22222"
		want(s.t, "a wrong ticket", s.trySignIn(wrong), http.StatusUnauthorized)
		wrong.Code = "nonsense"
		want(s.t, "a ticket of the wrong shape", s.trySignIn(wrong), http.StatusUnauthorized)

		classes := s.classCodes()
		wrong = k
		wrong.ClassCode = classes[s.Class2.ID]
		want(s.t, "another class's code", s.trySignIn(wrong), http.StatusUnauthorized)
		wrong.ClassCode = "ZZZZZZ"
		want(s.t, "no class's code", s.trySignIn(wrong), http.StatusUnauthorized)

		loose := k
		loose.ClassCode, loose.Code = " "+strings.ToLower(k.ClassCode)+" ", strings.ToLower(strings.ReplaceAll(k.Code, "-", " "))
		want(s.t, "codes as people type them", s.trySignIn(loose), http.StatusOK)

		s.Consent(s.t, s.round.ID, care.ConsentDecline, s.Pupils[1])
		refused := s.trySignIn(s.tickets[s.Pupils[1]])
		if refused.status != http.StatusUnauthorized && refused.status != http.StatusForbidden {
			s.t.Errorf("a ticket after a refusal: got %d, want 401 or 403", refused.status)
		}
		tomorrow, err := s.Screening.IssueTickets(s.t.Context(), s.As(care.PsychologyTeacher), s.round.ID, s.Class.ID, care.DateOf(s.Now()).AddDays(1))
		if err != nil {
			s.t.Fatal(err)
		}
		if len(tomorrow) == 0 {
			s.t.Fatal("no ticket for tomorrow")
		}
		for _, next := range tomorrow {
			same(s.t, "tomorrow's ticket", s.trySignIn(next).status, http.StatusForbidden)
			if next.Person == s.Pupils[1] {
				s.t.Error("a ticket for a pupil whose guardian said no")
			}
		}
		s.Wait(12 * time.Hour)
		late := s.trySignIn(tomorrow[len(tomorrow)-1])
		want(s.t, "at ten in the evening", late, http.StatusForbidden)
		s.Wait(12 * time.Hour)
		want(s.t, "tomorrow", s.trySignIn(tomorrow[len(tomorrow)-1]), http.StatusOK)
	})
}

// classCodes maps the round's classes to what their pupils type.
func (s *school) classCodes() map[care.ID]string {
	m := map[care.ID]string{}
	s.view(func(t *act.Tx) error {
		list, err := t.CampaignClasses(s.round.ID, s.School.ID)
		for _, c := range list {
			m[c.Unit] = c.Code
		}
		return err
	})
	return m
}

func TestWithoutConsentThereIsNoTicket(t *testing.T) {
	t.Parallel()
	f := fixture.SQLite(t)
	round := f.OpenRound(t)
	fresh := f.Pupils[0]
	f.Consent(t, round.ID, care.ConsentDecline, fresh)
	if _, ok := f.Tickets(t, round.ID)[fresh]; ok {
		t.Error("a pupil whose guardian said no got a ticket")
	}
}

func TestStoppingHasNoConsequence(t *testing.T) {
	each(t, func(s *school) {
		person := s.Pupils[2]
		p := s.signIn(person)
		want(s.t, "draft", p.ask("PUT", "/draft", draft(1, 1)), http.StatusOK)
		stopped := p.ask("POST", "/stop", map[string]string{"reason": "tired"})
		want(s.t, "stop", stopped, http.StatusOK)
		same(s.t, "what the last page gets", keys(stopped.body), "closing lines receipt")
		want(s.t, "submit after stop", p.ask("POST", "/submit", answers()), http.StatusConflict)
		want(s.t, "stop twice", p.ask("POST", "/stop", map[string]string{}), http.StatusConflict)
		same(s.t, "duties", s.openDuties(person), "retake")

		next := s.signIn(person) // the same ticket on the same day
		if next.id == p.id {
			s.t.Error("a retake goes on with the sitting that was stopped")
		}
		want(s.t, "the retake", next.ask("POST", "/submit", answers()), http.StatusOK)
		same(s.t, "duties after the retake", s.openDuties(person), "")
	})
}

func TestWhatIsLeftOpenIsAskedAgain(t *testing.T) {
	each(t, func(s *school) {
		partial := s.signIn(s.Pupils[3])
		want(s.t, "a sheet with gaps", partial.ask("POST", "/submit", answers(0, 0, -1, -2)), http.StatusOK)
		same(s.t, "duties", s.openDuties(s.Pupils[3]), "retake")
		valid := func(person care.ID) bool {
			var row bool
			s.view(func(t *act.Tx) error {
				last, err := t.LastSitting(s.round.ID, person)
				row = last.Valid
				return err
			})
			return row
		}
		same(s.t, "a sheet with gaps is valid", valid(s.Pupils[3]), false)

		said := s.signIn(s.Pupils[5]) // every item answered, with "I'd rather not say"
		want(s.t, "a sheet that says nothing", said.ask("POST", "/submit", answers(-2, -2, -2, -2, -2, -2, -2, -2, -2)), http.StatusOK)
		same(s.t, "duties", s.openDuties(s.Pupils[5]), "retake")
		same(s.t, "a sheet that can't be scored is valid", valid(s.Pupils[5]), false)
		s.view(func(t *act.Tx) error {
			tally, err := t.CampaignClass(s.round.ID, s.Class.ID)
			same(s.t, "submitted, valid", [2]int{tally.Submitted, tally.Valid}, [2]int{2, 0})
			return err
		})

		zero := s.signIn(s.Pupils[4])
		want(s.t, "all zero", zero.ask("POST", "/submit", answers()), http.StatusOK)
		same(s.t, "all zero is valid", valid(s.Pupils[4]), true)
		same(s.t, "duties", s.openDuties(s.Pupils[4]), "")
	})
}

func TestSheetsThatDoNotFit(t *testing.T) {
	each(t, func(s *school) {
		p := s.signIn(s.Pupils[5])
		long, short := answers(), answers()
		long["answers"].(map[string][]int)["phq9"] = make([]int, 10)
		short["answers"].(map[string][]int)["gad7"] = make([]int, 3)
		other := answers()
		other["answers"].(map[string][]int)["sds"] = make([]int, 20)
		for what, body := range map[string]any{"an unknown code": answers(7), "too many": long, "too few": short, "another scale": other,
			"nonsense": "{", "a code out of any range": `{"answers":{"phq9":[99999,0,0,0,0,0,0,0,0],"gad7":[0,0,0,0,0,0,0]}}`} {
			same(s.t, what, p.ask("POST", "/submit", body).status, http.StatusUnprocessableEntity)
		}
		same(s.t, "a huge body", p.ask("POST", "/submit", `{"answers":{"phq9":[`+strings.Repeat("0,", 40_000)+`0]}}`).status, http.StatusRequestEntityTooLarge)
		same(s.t, "an oversized draft", p.ask("PUT", "/draft", long).status, http.StatusUnprocessableEntity)
		want(s.t, "the right one", p.ask("POST", "/submit", answers()), http.StatusOK)
		same(s.t, "no token", s.ask("POST", "/api/pupil/sittings/"+p.id+"/submit", "", answers()).status, http.StatusUnauthorized)
		same(s.t, "no sitting", s.ask("POST", "/api/pupil/sittings/0000000000001/submit", p.token, answers()).status, http.StatusUnauthorized)
		same(s.t, "no id", s.ask("POST", "/api/pupil/sittings/x/submit", p.token, answers()).status, http.StatusUnauthorized)
	})
}

// Consent without self-harm items: they are not on the page, keep their numbers
// and do not make the sheet partial.
func TestConsentWithoutSelfHarmItems(t *testing.T) {
	each(t, func(s *school) {
		for i, gone := range []any{-1, nil} { // with a gap in its place, or not in the list at all
			person := s.Pupils[6+i]
			s.Consent(s.t, s.round.ID, care.ConsentNoSelfHarm, person)
			p := s.signIn(person)
			items := p.first.body["battery"].([]any)[0].(map[string]any)["items"].([]any)
			same(s.t, "items on the page", len(items), 8)
			same(s.t, "number of the last", items[7].(map[string]any)["n"], any(8.0))
			sheet := answers(1, 0, 0, 0, 0, 0, 0, 2, -1)
			if gone == nil {
				sheet["answers"].(map[string][]int)["phq9"] = []int{1, 0, 0, 0, 0, 0, 0, 2}
				sheet["elapsed"] = map[string][]int{"phq9": {3000, 3000, 3000, 3000, 3000, 3000, 3000, 3000}}
			}
			sheet["rev"] = 1
			want(s.t, "draft", p.ask("PUT", "/draft", sheet), http.StatusOK)
			again := s.signIn(person)
			kept := again.first.body["draft"].(map[string]any)["phq9"].([]any)
			same(s.t, "answers kept, as on the page", len(kept), 8)
			same(s.t, "item 8", kept[7], any(2.0))
			want(s.t, "submit", again.ask("POST", "/submit", sheet), http.StatusOK)
			same(s.t, "duties", s.openDuties(person), "")
		}
	})
}
