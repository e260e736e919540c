package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
)

// TicketsCmd hands out slips as a file, for load tests.
type TicketsCmd struct {
	Export TicketsExportCmd `cmd:"" help:"Issue today's tickets and write them as CSV: class_code,ticket."`
}

// TicketsExportCmd issues tickets through the acts, so that everything a school
// could not do is refused here too: no ticket without a consent, no day beyond
// what the duty adults can check. Whoever holds the file can answer in the
// pupils' place, so a real region's are written only when that is said aloud.
type TicketsExportCmd struct {
	target
	Campaign string `help:"Id of the round." required:"" placeholder:"ID"`
	Class    string `help:"Id of the class." placeholder:"ID" xor:"which" required:""`
	All      bool   `help:"Every class of the round." xor:"which" required:""`
	Day      string `help:"Day on which the tickets work (default: today)." placeholder:"2026-09-15"`
	Out      string `help:"File to write; it must not exist." required:"" placeholder:"FILE.csv"`
	YesReal  bool   `help:"Write tickets of real pupils. Unused tickets they hold stop working."`
}

// Run writes the file.
func (c TicketsExportCmd) Run(ctx context.Context) error {
	k, done, err := openKernel(ctx, c.target)
	if err != nil {
		return err
	}
	defer done()
	return c.export(ctx, k)
}

func (c TicketsExportCmd) export(ctx context.Context, k *act.Kernel) error {
	kind, err := k.DB.Kind(ctx)
	if err != nil {
		return err
	}
	if kind != "demo" && !c.YesReal {
		return care.Fail(care.Forbidden, "export tickets", "这是真实数据：导出的纸条可以代替学生作答。确需导出请加 --yes-real",
			"this is a real region: whoever holds these tickets can answer in the pupils' place; add --yes-real if that is what you want")
	}
	campaign, err := care.ParseID(c.Campaign)
	if err != nil {
		return fmt.Errorf("--campaign: %w", err)
	}
	room := screening.Room{Kernel: k}
	classes, err := c.classes(ctx, k, campaign)
	if err != nil {
		return err
	}
	day := care.Date(c.Day)
	if day == "" {
		day = care.DateOf(k.DB.Now())
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	written, err := writeTickets(ctx, f, room, campaign, classes, day)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(c.Out)
		return err
	}
	fmt.Printf("%d tickets of %d classes in %s\n", written, len(classes), c.Out)
	return nil
}

func (c TicketsExportCmd) classes(ctx context.Context, k *act.Kernel, campaign care.ID) ([]care.ID, error) {
	if !c.All {
		class, err := care.ParseID(c.Class)
		if err != nil {
			return nil, fmt.Errorf("--class: %w", err)
		}
		return []care.ID{class}, nil
	}
	var list []care.ID
	err := k.View(ctx, act.System, func(t *act.Tx) error {
		round, err := t.Campaign(campaign)
		if err != nil {
			return err
		}
		var tallies []store.ClassTally
		if tallies, err = t.CampaignClasses(campaign, round.Unit); err != nil {
			return err
		}
		for _, tally := range tallies {
			list = append(list, tally.Unit)
		}
		return nil
	})
	return list, err
}

// writeTickets issues class by class: one act each, as a school does it.
func writeTickets(ctx context.Context, w io.Writer, room screening.Room, campaign care.ID, classes []care.ID, day care.Date) (int, error) {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"class_code", "ticket"}); err != nil {
		return 0, err
	}
	written := 0
	for _, class := range classes {
		list, err := room.IssueTickets(ctx, act.System, campaign, class, day)
		if err != nil {
			return written, err
		}
		for _, k := range list {
			if err := out.Write([]string{k.ClassCode, k.Code}); err != nil {
				return written, err
			}
			written++
		}
	}
	out.Flush()
	return written, out.Error()
}
