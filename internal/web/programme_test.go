package web

import (
	"context"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
)

// TestProgrammesAsEveryRole holds who may open what of patients, key population and
// employees against a file a person reads: schools, employers and heads open nothing.
func TestProgrammesAsEveryRole(t *testing.T) {
	f := fixture.Under(t, t.TempDir(), "nanan")
	in := f.Institutions(t)
	site := webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}}))
	callers := []caller{{"stranger", site.Stranger(t)}}
	for _, role := range care.StaffRoles() {
		callers = append(callers, caller{string(role), site.As(t, role)})
	}
	for _, at := range []struct {
		name string
		who  act.Who
	}{{"head_of_home", in.Head}, {"doctor_of_health_centre", in.Doctor}, {"head_of_enterprise", in.Boss}, {"counsellor_of_enterprise", in.Counsellor}} {
		callers = append(callers, caller{at.name, site.AsWho(t, at.who)})
	}
	got := map[string]string{}
	for _, p := range []struct {
		id      care.Programme
		who     act.Who
		unit    care.ID
		contact string
	}{{"state_ward", in.Head, in.Home.ID, casework.ContactForm}, {"severe_disorder", in.Doctor, in.Clinic.ID, casework.AdultContact},
		{"key_population", in.Civil, f.Root, casework.AdultContact}, {care.EmployeeCare, in.Counsellor, in.Room.ID, casework.AdultContact}} {
		e, err := f.Casework.Enter(context.Background(), p.who, f.Entering(t, p.id, p.unit, care.Identity{Name: "试验 " + string(p.id)}))
		if err != nil {
			t.Fatal(err)
		}
		sample := strings.NewReplacer("{programme}", string(p.id), "{care.id}", e.ID.String(), "{pupils.id}", e.Person.String())
		for _, pattern := range []string{"GET /programmes/{programme}", "GET /programmes/{programme}/export", "GET /programmes/{programme}/enter", "POST /programmes/{programme}/enter", "GET /pupils/{id}",
			"GET /care/{id}/" + p.contact, "GET /care/{id}/level", "GET /care/{id}/leave", "GET /care/{id}/contest", "POST /care/{id}/leave"} {
			got[string(p.id)+": "+pattern] = tryAll(t, f, callers, session.Route{Pattern: pattern}, sample)
		}
	}
	holdMatrix(t, programmeFile, got)
}
