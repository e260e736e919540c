package main

import (
	"fmt"
	"io/fs"
	"os"

	"xinhuan/internal/policy"
	"xinhuan/policies"
)

// PolicyCmd groups the commands about policy packs.
type PolicyCmd struct {
	Check PolicyCheckCmd `cmd:"" help:"Load a pack strictly and run its named cases."`
}

// PolicyCheckCmd checks a pack and those it stands on.
type PolicyCheckCmd struct {
	ID  string `arg:"" help:"Pack id."`
	Dir string `help:"Folder with pack folders; default: those that ship with the program." placeholder:"DIR"`
}

// Run checks the pack.
func (c PolicyCheckCmd) Run() error {
	var packs fs.FS = policies.FS
	if c.Dir != "" {
		packs = os.DirFS(c.Dir)
	}
	stack, err := policy.Load(packs, c.ID)
	if err != nil {
		return err
	}
	fmt.Printf("%s is sound; hash %s\n", c.ID, stack.Hash())
	return nil
}
