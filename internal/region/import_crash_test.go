package region_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
)

// What the test binary needs to know to apply an import as another process.
const (
	childTarget = "XINHUAN_IMPORT_TARGET"
	childKeys   = "XINHUAN_IMPORT_KEYS"
	childImport = "XINHUAN_IMPORT_ID"
	childPost   = "XINHUAN_IMPORT_POST"
)

// TestChildApplies is the other process; alone it has nothing to do.
func TestChildApplies(t *testing.T) {
	target := os.Getenv(childTarget)
	if target == "" {
		return
	}
	ctx := context.Background()
	keys := readKeys(t, os.Getenv(childKeys))
	db, err := store.Open(ctx, target)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.Now = func() time.Time { return fixture.Start }
	k := fixture.Kernel(t, db, keys.Public(), keys)
	defer k.Close()
	id, err := care.ParseID(os.Getenv(childImport))
	if err != nil {
		t.Fatal(err)
	}
	post, err := care.ParseID(os.Getenv(childPost))
	if err != nil {
		t.Fatal(err)
	}
	var who act.Who
	err = k.View(ctx, act.System, func(tx *act.Tx) error {
		p, err := tx.Post(post)
		if err != nil {
			return err
		}
		person, err := tx.Holder(post)
		who = act.Who{Actor: access.Actor{Person: person, Post: post, Unit: p.Unit, Role: p.Role}}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := (region.Room{Kernel: k}).ApplyImport(ctx, who, id, region.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
}

func readKeys(t *testing.T, path string) *envelope.RegionKeys {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	keys, err := envelope.Open(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// A process that is killed while it applies an import leaves whole chunks and
// nothing else; another one goes on, and nobody is there twice or missing.
func TestAKilledImportGoesOn(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		const pupils = 2500
		i := importer(t, f)
		var lines []string
		for n := range pupils {
			lines = append(lines, fmt.Sprintf("%s,七年级%d班,新生%d,2013-05-11,K%05d,家长%d,139%08d,", f.Other.Name, 2+n/100, n, n, n, n))
		}
		v := i.stage(pupilList(lines...))
		keys := filepath.Join(t.TempDir(), "region.key")
		if err := envelope.WritePlain(keys, f.Keys); err != nil {
			t.Fatal(err)
		}

		kills := 0
		for {
			done, killed := i.childApplies(v.ID, keys, i.view(v.ID).Done+500)
			if v = i.view(v.ID); killed {
				kills++
				i.read(func(t *act.Tx) error { // one snapshot: the dead process's last commit may still arrive
					row, err := t.Import(v.ID)
					if err != nil {
						return err
					}
					enrolled, err := t.CountIn(f.Other.ID, care.Enrolled)
					if want := min(row.Applied, pupils) + len(f.Strangers); enrolled != want {
						i.t.Errorf("after the kill: %d enrolled, want %d: what the import counts and the fixture's pupils", enrolled, want)
					}
					return err
				})
			}
			if done {
				break
			}
		}
		if kills == 0 {
			t.Error("the process was never killed in the middle; the test proved nothing")
		}
		if v.State != region.ImportApplied {
			t.Fatalf("got %+v", v)
		}
		for n := range pupils {
			if n%97 != 0 {
				continue
			}
			if _, ids, classes := i.find(fmt.Sprintf("新生%d", n)); len(ids) != 1 || classes[0] == 0 {
				t.Errorf("pupil %d: found %d times", n, len(ids))
			}
		}
		seen := map[string]int{}
		i.read(func(t *act.Tx) error {
			return t.EachMember(f.Other.ID, care.Enrolled, func(m store.Member) error {
				identity, err := t.Identity(m.PersonRow)
				seen[identity.StudentNo]++
				return err
			})
		})
		for n := range pupils {
			if no := fmt.Sprintf("K%05d", n); seen[no] != 1 {
				t.Errorf("%s: enrolled %d times, want once", no, seen[no])
			}
		}
	})
}

// childApplies runs the import in another process and kills it once so many
// rows are done; it tells whether the import came to its end first.
func (i importing) childApplies(id care.ID, keys string, until int) (done, killed bool) {
	i.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChildApplies$")
	cmd.Env = append(os.Environ(), childTarget+"="+i.Target, childKeys+"="+keys, childImport+"="+id.String(), childPost+"="+i.who.Post.String())
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Start(); err != nil {
		i.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				i.t.Fatalf("the other process: %v", err)
			}
			return true, false
		case <-time.After(5 * time.Millisecond):
			if i.view(id).Done < until {
				continue
			}
			if err := cmd.Process.Kill(); err != nil {
				continue // it ended meanwhile
			}
			<-ended
			return i.view(id).State == region.ImportApplied, true
		}
	}
}
