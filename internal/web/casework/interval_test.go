package caseweb_test

import (
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/policies"
)

// What the region still has to set stands in its officer's work, with the way there.
func TestMyWorkLeadsToTheIntervals(t *testing.T) {
	s := serve(t, fixture.SQLite(t))
	stack, err := policy.Load(policies.FS, "changzhou")
	if err != nil {
		t.Fatal(err)
	}
	s.Adopt(t, stack)
	s.Wait(24 * time.Hour)
	if err := s.Supervision.Generate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.As(t, care.DistrictOfficer).Get("/work").OK().Has("定下“定期”工作的间隔：公布辅导室开放时间并排好值班", `href="/settings/intervals"`, "去定")
	s.As(t, care.Principal).Get("/work").OK().Lacks("定下“定期”工作的间隔")
}
