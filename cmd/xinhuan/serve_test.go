package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/supervision"
	"xinhuan/internal/testpg"
)

// house is a region of its own, made and opened by the commands that an operator types.
type house struct {
	t   *testing.T
	at  []string // where its database is
	key string
}

func newHouse(t *testing.T, at ...string) *house {
	h := &house{t: t, at: at, key: filepath.Join(t.TempDir(), "region.key")}
	if err := h.run("keys", "init", "--region", "500242", "--out", h.key, "--plain"); err != nil {
		t.Fatal(err)
	}
	return h
}

// run is what stands on the command line.
func (h *house) run(args ...string) error {
	h.t.Helper()
	var line struct {
		Keys  KeysCmd  `cmd:""`
		Init  InitCmd  `cmd:""`
		Serve ServeCmd `cmd:""`
	}
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	parser, err := kong.New(&line, kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		h.t.Fatal(err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return command.Run()
}

func (h *house) here(args ...string) []string { return append(append(args, h.at...), "--keys", h.key) }

func (h *house) found(args ...string) {
	h.t.Helper()
	if err := h.run(h.here(append([]string{"init", "--name", "某县", "--system", "系统员", "--security", "安全员", "--audit", "审计员", "--officer", "区县员"}, args...)...)...); err != nil {
		h.t.Fatal(err)
	}
}

// open is a start up to the point where it would listen: strict or not.
func (h *house) open(args ...string) (*opened, error) {
	h.t.Helper()
	var line struct {
		target
	}
	parser, err := kong.New(&line)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := parser.Parse(h.here(args...)); err != nil {
		h.t.Fatal(err)
	}
	o, done, err := line.open(context.Background(), nil)
	if err == nil {
		h.t.Cleanup(done)
	}
	return o, err
}

func everyPlace(t *testing.T, run func(t *testing.T, h *house)) {
	t.Run("sqlite", func(t *testing.T) { run(t, newHouse(t, "--data", t.TempDir())) })
	t.Run("postgres", func(t *testing.T) { run(t, newHouse(t, "--db", testpg.URL(t))) })
}

// A start with --strict is refused while the region has not set every interval that
// its documents leave open, in words that say where to set them.
func TestStrictRefusesOpenIntervals(t *testing.T) {
	everyPlace(t, func(t *testing.T, h *house) {
		h.found("--pack", "youyang")
		err := h.run(h.here("serve", "--strict", "--addr", "127.0.0.1:0")...)
		if care.KindOf(err) != care.Conflict || !strings.Contains(words(err), "--strict refuses to start") || !strings.Contains(words(err), "/settings/intervals") {
			t.Fatalf("with open intervals: got %v", err)
		}
		o, err := h.open()
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		if err := mayStart(ctx, o.Kernel, false); err != nil {
			t.Errorf("without --strict: got %v, want a start", err)
		}
		room := supervision.Room{Kernel: o.Kernel}
		proposed, err := room.Proposals(ctx)
		if err != nil || len(proposed) == 0 {
			t.Fatalf("youyang leaves %d intervals open: %v", len(proposed), err)
		}
		rest := maps.Clone(proposed)
		delete(rest, slices.Sorted(maps.Keys(rest))[0])
		who, _, err := officer(ctx, o.Kernel)
		if err != nil {
			t.Fatal(err)
		}
		if err := room.SettleIntervals(ctx, who, rest); err != nil {
			t.Fatal(err)
		}
		if err := mayStart(ctx, o.Kernel, true); care.KindOf(err) != care.Conflict {
			t.Errorf("with one interval open: got %v, want a refusal", err)
		}
		if err := room.SettleIntervals(ctx, who, proposed); err != nil {
			t.Fatal(err)
		}
		if err := mayStart(ctx, o.Kernel, true); err != nil {
			t.Errorf("with all intervals set: got %v", err)
		}
	})
}

// packDir writes the fifth region's pack into a folder, as an operator keeps it.
func packDir(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range fixture.Hill(changes) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A region adopts a pack of its own folder, and works by it also when the folder is
// gone: the bytes are kept.
func TestARegionOfItsOwnPacks(t *testing.T) {
	everyPlace(t, func(t *testing.T, h *house) {
		dir := packDir(t, nil)
		h.found("--pack", "hill", "--packs", dir)
		for _, args := range [][]string{{"--packs", dir}, nil} {
			o, err := h.open(args...)
			if err != nil {
				t.Fatalf("opened with %v: %v", args, err)
			}
			if got := o.Kernel.Policy().Level(care.LevelMajor).Label.Zh; got != "重" {
				t.Errorf("opened with %v: the gravest level is called %q, want 重", args, got)
			}
		}
	})
}

// A broken pack in the folder is told at the start, with file, line, column and what
// to do, and nothing is served; so is one at the founding.
func TestAStartWithABrokenPackFolderIsRefused(t *testing.T) {
	broken := map[string]map[string]string{
		"hill/levels.yaml:2:": {"hill/levels.yaml": "levels:\n  - {level: general, label: {zh: 轻, en: Light}, shape: triangel, colour: general, review_days: 120, meaning: {zh: 轻, en: light}, clause: HILL-1}\n"},
		"hill/pack.yaml:":     {"hill/pack.yaml": "id: hill\nnonsense: 1\n"},
		"hill/extra.yaml":     {"hill/extra.yaml": "a: 1\n"},
		"hill/tests.yaml:2:":  {"hill/tests.yaml": "cases:\n  - {name: one for 3000, ratio: university_4000, size: 6001, needs: 2}\n"},
	}
	h := newHouse(t, "--data", t.TempDir())
	sound := packDir(t, nil)
	h.found("--pack", "hill", "--packs", sound)
	for where, changes := range broken {
		dir := packDir(t, changes)
		err := h.run(h.here("serve", "--addr", "127.0.0.1:0", "--packs", dir)...)
		if err == nil || !strings.Contains(words(err), where) || !strings.Contains(words(err), dir) {
			t.Errorf("%s: got %v, want the place and the folder", where, err)
		}
		other := newHouse(t, "--data", t.TempDir())
		err = other.run(other.here("init", "--name", "某县", "--system", "a", "--security", "b", "--audit", "c", "--officer", "d", "--pack", "hill", "--packs", dir)...)
		if err == nil || !strings.Contains(words(err), where) {
			t.Errorf("founding, %s: got %v, want the place", where, err)
		}
	}
}
