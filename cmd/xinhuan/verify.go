package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/verify"
)

// VerifyCmd runs the checks and exits 1 with the list when one fails.
type VerifyCmd struct {
	target
	JSON bool `name:"json" help:"Print the report as JSON."`
}

// Run prints the report, also of a database that can't even be opened.
func (c VerifyCmd) Run(ctx context.Context) error { return c.run(ctx, os.Stdout) }

func (c VerifyCmd) run(ctx context.Context, out io.Writer) error {
	k, done, err := openKernel(ctx, c.target)
	if err != nil {
		return errors.Join(c.unopened(err), c.print(out, verify.Unopened(err)))
	}
	defer done()
	report, err := verify.Run(ctx, k)
	if err == nil {
		err = c.print(out, report)
	}
	if err == nil && !report.OK {
		err = fmt.Errorf("%w: %w", errFailed, verify.ErrDirty)
	}
	return err
}

func (c VerifyCmd) print(out io.Writer, r verify.Report) (err error) {
	if !c.JSON {
		_, err = fmt.Fprint(out, r.Text())
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// unopened tells a database that somebody damaged from one that the command was not
// given the means to open.
func (c VerifyCmd) unopened(err error) error {
	var e *care.Error
	if errors.As(err, &e) && e.Op == act.OpStoredPack {
		return fmt.Errorf("%w: %w", errFailed, err)
	}
	return err
}
