package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"xinhuan/internal/verify"
)

// VerifyCmd runs the checks and exits 1 with the list when one fails.
type VerifyCmd struct {
	target
	JSON bool `name:"json" help:"Print the report as JSON."`
}

// Run prints the report.
func (c VerifyCmd) Run(ctx context.Context) error {
	k, done, err := openKernel(ctx, c.target)
	if err != nil {
		return err
	}
	defer done()
	report, err := verify.Run(ctx, k)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(os.Stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(report)
	} else {
		_, err = fmt.Print(report.Text())
	}
	if err == nil && !report.OK {
		err = fmt.Errorf("%w: %w", errFailed, verify.ErrDirty)
	}
	return err
}
