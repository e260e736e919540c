package demo

import (
	"context"
	"crypto/rand"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
)

// Under the pack that has them, a welfare home, a health centre, a counselling room and
// civil affairs look after their people, and an account leads to each; verify is clean.
func TestInstitutionsLookAfterTheirPeople(t *testing.T) {
	db, err := store.Open(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := envelope.NewRegionKeys(synthetic.Youyang, envelope.AES256GCM, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := fixture.KernelOf(t, "nanan", db, keys.Public(), keys)
	t.Cleanup(func() { k.Close(); db.Close() })
	if err := Build(context.Background(), k, Options{Pupils: 40, Seed: 1, Now: sunday}); err != nil {
		t.Fatal(err)
	}
	got, contacts := map[care.Programme]int{}, map[care.Programme]int{}
	err = k.View(context.Background(), act.System, func(tx *act.Tx) error {
		return tx.EachOpenEpisode(func(e care.Episode) error {
			got[e.Programme]++
			if e.ContactOn != "" {
				contacts[e.Programme]++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range institutions {
		if x.people != got[x.programme] || x.people > 0 && contacts[x.programme] == 0 {
			t.Errorf("%s: %d people, %d reached; want %d, some of them reached", x.programme, got[x.programme], contacts[x.programme], x.people)
		}
	}
	accounts, err := Accounts(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]bool{}
	for _, a := range accounts {
		at[a.Unit.Zh] = true
	}
	for _, x := range institutions {
		if x.name != "" && !at[x.name] {
			t.Errorf("no account leads to %s", x.name)
		}
	}
	clean(t, k)
}
