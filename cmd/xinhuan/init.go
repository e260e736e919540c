package main

import (
	"context"
	"fmt"

	"xinhuan/internal/config"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
)

// InitCmd founds a region: its log, its root unit, the three administrators and
// the district officer, and prints their account sheets once.
type InitCmd struct {
	target
	Name     string `required:"" help:"Name of the district."`
	Pack     string `default:"youyang" help:"Policy pack to adopt."`
	System   string `required:"" help:"Name of the system administrator."`
	Security string `required:"" help:"Name of the security administrator."`
	Audit    string `required:"" help:"Name of the audit administrator."`
	Officer  string `required:"" help:"Name of the district education officer."`
}

// Run founds the region.
func (c InitCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(c.Flags)
	if err != nil {
		return err
	}
	public, private, err := c.openKeys(cfg)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, place(cfg))
	if err != nil {
		return err
	}
	defer db.Close()
	stack, err := (PackDir{Dir: cfg.Packs}).load(c.Pack)
	if err != nil {
		return err
	}
	k, err := newKernel(ctx, db, stack, public, private, cfg.Scales, nil)
	if err != nil {
		return err
	}
	defer k.Close()
	founded, err := region.Room{Kernel: k}.Found(ctx, region.Founding{Kind: "real", Name: c.Name, Pack: c.Pack,
		System: region.NewStaff{Name: c.System}, Security: region.NewStaff{Name: c.Security},
		Audit: region.NewStaff{Name: c.Audit}, Officer: region.NewStaff{Name: c.Officer}})
	if err != nil {
		return err
	}
	fmt.Println("The region is founded. These first passwords are shown once; each must be changed at the first sign-in:")
	for _, s := range founded.Sheets {
		fmt.Printf("  %-20s login %s  password %s\n", s.Name, s.Login, s.Password)
	}
	_, err = unsettled(ctx, k)
	return err
}
