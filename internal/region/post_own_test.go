package region_test

import (
	"context"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// A post opens records, so nobody gives himself one.
func TestNobodyAppointsHimself(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	seat := region.Seat{Unit: f.School.ID, Role: care.PsychologyLead}
	for _, role := range []care.Role{care.DistrictOfficer, care.Principal, care.SecurityAdmin} {
		who := f.As(role)
		if _, _, err := f.Regions.Appoint(ctx, who, who.Person, seat); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s appoints himself: %v; want forbidden", role, err)
		}
	}
	if _, _, err := f.Regions.Appoint(ctx, f.As(care.Principal), f.As(care.DeputyPrincipal).Person, seat); err != nil {
		t.Errorf("the principal appoints somebody else: %v", err)
	}
}

// What a vacant post is told goes to its substitute: neither an administrator
// nor a post of another school.
func TestSubstituteStaysNear(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	principal, lead := f.As(care.Principal), f.As(care.PsychologyLead).Post
	if err := f.Regions.Substitute(ctx, f.As(care.SecurityAdmin), lead, f.As(care.SystemAdmin).Post); care.KindOf(err) != care.Invalid {
		t.Errorf("the system administrator stands in for the psychology lead: %v; want invalid", err)
	}
	if err := f.Regions.Substitute(ctx, principal, lead, f.AsOther(care.Principal).Post); care.KindOf(err) != care.Forbidden {
		t.Errorf("another school's principal stands in: %v; want forbidden", err)
	}
	if err := f.Regions.Substitute(ctx, principal, lead, f.As(care.PsychologyTeacher).Post); err != nil {
		t.Errorf("the psychology teacher stands in: %v", err)
	}
}
