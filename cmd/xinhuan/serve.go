package main

import (
	"context"
	"fmt"
	"net"
	"net/mail"
	"os"
	"sync/atomic"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/job"
	"xinhuan/internal/notify"
	"xinhuan/internal/serve"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web"
	"xinhuan/internal/web/session"
)

// ServeCmd serves the pages of a region and runs its clock.
type ServeCmd struct {
	target
	Strict bool `help:"Refuse to start while the region has not set every interval that its documents leave open."`
}

// Run serves until the program is told to stop.
func (c ServeCmd) Run(ctx context.Context) error {
	o, done, err := c.open(ctx, nil)
	if err != nil {
		return err
	}
	defer done()
	if err := mayStart(ctx, o.Kernel, c.Strict); err != nil {
		return err
	}
	return serveRegion(ctx, o)
}

// mayStart says what is not set yet and, where the operator asked for it, refuses.
func mayStart(ctx context.Context, k *act.Kernel, strict bool) error {
	open, err := unsettled(ctx, k)
	if err == nil && strict && len(open) > 0 {
		err = care.Fail(care.Conflict, "serve", fmt.Sprintf("还有 %d 项定期工作的间隔没有定，按 --strict 不启动：请不带 --strict 启动一次，由区县教育部门在“设置·定期间隔”（/settings/intervals）中定下", len(open)),
			fmt.Sprintf("%d intervals are not set, and --strict refuses to start without them: start once without --strict and have the district officer set them under Settings, Intervals (/settings/intervals)", len(open)))
	}
	return err
}

// unsettled is the check at the start: it says in words what a region still has to
// set before its duties bind. Those who answer, rounds, alerts and the care of
// children go on: a missing setting must not cut them off.
func unsettled(ctx context.Context, k *act.Kernel) ([]supervision.Demand, error) {
	open, err := supervision.Room{Kernel: k}.Unsettled(ctx)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "xinhuan: ATTENTION: for %d duties the documents say regularly (定期) without an interval, and this region has not set it.\n", len(open))
	for _, c := range open {
		by := "demanded of the district officer within the hour"
		if c.By != "" {
			by = "demanded of the district officer by " + string(c.By)
		}
		fmt.Fprintf(os.Stderr, "  %s (%s): %s; the pack proposes: %s; %s\n", c.ID, c.Clause, c.Text.En, c.How().En, by)
	}
	fmt.Fprintln(os.Stderr, "Until then nobody owes these duties. The district officer sets them under Settings, Intervals (/settings/intervals);\nthe proposals stand there already and need to be confirmed or changed. Until then the set-up list is not done, and after its date verify fails.")
	return open, nil
}

// serveRegion joins pages, clock and senders and serves until ctx ends.
func serveRegion(ctx context.Context, o *opened) error {
	log := o.Config.Log.Logger(os.Stderr)
	o.Kernel.Log = log
	channels, err := channelsOf(o.Config)
	if err != nil {
		return err
	}
	kind, err := o.Kernel.DB.Kind(ctx)
	if err != nil {
		return err
	}
	deps := web.Deps{Kernel: o.Kernel, Config: o.Config, Log: log}
	if kind == "demo" {
		var ahead atomic.Int64
		o.Kernel.DB.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		deps.Demo = &web.Demo{
			Accounts: func(ctx context.Context) ([]session.Account, error) { return demoAccounts(ctx, o.Kernel) },
			Pupil:    func(ctx context.Context) (string, care.Text, error) { return demoPupil(ctx, o.Kernel) },
			Guardian: func(ctx context.Context) (string, care.Text, error) { return demoGuardian(ctx, o.Kernel) },
			Advance:  func(d time.Duration) { ahead.Add(int64(d)) },
		}
	}
	if o.Kernel.Locked() {
		log.Warn("the region is locked: pupils can answer and alerts run, nothing sealed can be read")
	}
	go (&job.Runner{Kernel: o.Kernel, Channels: channels, Log: log}).Run(ctx)
	server := serve.Server{Config: o.Config, Handler: web.New(deps), Ready: o.Kernel.DB.Ping, Log: log}
	if kind == "demo" {
		server.Listening = func(net.Addr) {
			fmt.Printf("xinhuan: this is a demonstration with invented people; one-click sign-ins: %s/demo/accounts\n", o.Config.BaseURL)
		}
	}
	return server.Run(ctx)
}

// channelsOf builds the senders that the configuration names.
func channelsOf(cfg config.Config) (job.Channels, error) {
	var c job.Channels
	if s := cfg.SMTP; s.Host != "" {
		from, err := mail.ParseAddress(s.From)
		if err != nil {
			return c, fmt.Errorf("smtp.from: %w", err)
		}
		c.Mail = &notify.Mail{Addr: net.JoinHostPort(s.Host, fmt.Sprint(s.Port)), From: *from, Username: s.User, Password: string(s.Password),
			Implicit: s.Security == "tls", Plain: s.Security == "none"}
	}
	for _, w := range cfg.Webhooks {
		switch w.Kind {
		case "wecom":
			c.Group = &notify.WeCom{URL: w.URL}
		default:
			c.SMS = &notify.Webhook{URL: w.URL, Secret: []byte(w.Secret)}
		}
	}
	return c, nil
}
