package region

import (
	"context"
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Founding is what a new region begins with. The three administrators are
// three different people: none of them may hold two of the posts, and none can
// read a child's case (三员分立, GB/T 22239-2019).
type Founding struct {
	Kind     string // "real" or "demo", for ever
	Name     string
	Pack     string
	System   NewStaff
	Security NewStaff
	Audit    NewStaff
	Officer  NewStaff // holds the district officer's post, which can't be vacant
}

// Founded tells what was made.
type Founded struct {
	Root    care.ID
	Sheets  []AccountSheet
	Officer care.ID // post
}

// Found creates the region, its log, its root unit, the three administrators
// and the district officer. It can happen once.
func (r Room) Found(ctx context.Context, f Founding) (Founded, error) {
	var out Founded
	err := r.Do(ctx, act.System, "region.Found", func(t *act.Tx) error {
		out = Founded{}
		row := store.RegionRow{Region: r.Region, Name: f.Name, Pack: f.Pack, PackHash: t.Policy.Hash(), KeyPrint: r.Public().Fingerprint()}
		if err := t.InsertRegion(row, f.Kind); err != nil {
			return err
		}
		if err := t.StartAuditLog(audit.NewHead(r.Public().Suite()).Marshal()); err != nil {
			return err
		}
		if err := keepPack(t, t.Policy); err != nil {
			return err
		}
		root := care.Unit{ID: t.NewID(), Kind: care.District, Code: fmt.Sprint(int64(r.Region)), Name: f.Name, OpenedOn: t.Today}
		if err := t.InsertUnit(root); err != nil {
			return err
		}
		out.Root = root.ID
		t.About("region", root.ID, 0)
		seats := []struct {
			role  care.Role
			staff NewStaff
		}{{care.SystemAdmin, f.System}, {care.SecurityAdmin, f.Security}, {care.AuditAdmin, f.Audit}, {care.DistrictOfficer, f.Officer}}
		for _, s := range seats {
			s.staff.Seats = []Seat{{Unit: root.ID, Role: s.role}}
			made, err := addStaff(t, s.staff)
			if err != nil {
				return err
			}
			out.Sheets = append(out.Sheets, made.Sheet)
			if s.role == care.DistrictOfficer {
				out.Officer = made.Posts[0]
			}
		}
		return nil
	})
	return out, err
}
