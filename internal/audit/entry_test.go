package audit

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xinhuan/internal/care"
)

func sample() Entry {
	e := Entry{Seq: 258, At: 1788220800123, Act: "casework.SetLevel", Actor: 11, Post: 12,
		Object: "episode", ObjectID: 13, Purpose: "follow_up", Outcome: "ok"}
	copy(e.Subject[:], "0123456789abcdef")
	copy(e.Digest[:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
	return e
}

// These bytes are final: entries in existing logs have this form.
func TestEntryBytesAreFinal(t *testing.T) {
	want := "31" + // version '1'
		"0000000000000102" + // seq
		"000001a05a43fc7b" + // at
		"000000000000000b" + "000000000000000c" + "000000000000000d" + // actor, post, object id
		hex.EncodeToString([]byte("0123456789abcdef")) +
		hex.EncodeToString([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")) +
		"11" + hex.EncodeToString([]byte("casework.SetLevel")) +
		"07" + hex.EncodeToString([]byte("episode")) +
		"09" + hex.EncodeToString([]byte("follow_up")) +
		"02" + hex.EncodeToString([]byte("ok"))
	b, err := sample().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(b); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var got Entry
	if err := got.Unmarshal(b); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sample(), got); d != "" {
		t.Error(d)
	}
}

func anyEntry(t *rapid.T) Entry {
	word := rapid.StringMatching(`[a-zA-Z0-9._:/-]{1,64}`)
	perhaps := rapid.OneOf(word, rapid.Just(""))
	id := rapid.Int64Range(0, 1<<62)
	e := Entry{Seq: rapid.Uint64().Draw(t, "seq"), At: care.Millis(id.Draw(t, "at")), Act: word.Draw(t, "act"),
		Actor: care.ID(id.Draw(t, "actor")), Post: care.ID(id.Draw(t, "post")), Object: perhaps.Draw(t, "object"),
		ObjectID: care.ID(id.Draw(t, "object id")), Purpose: perhaps.Draw(t, "purpose"), Outcome: word.Draw(t, "outcome")}
	copy(e.Subject[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "subject"))
	copy(e.Digest[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "digest"))
	return e
}

func TestEntriesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyEntry(t)
		b, err := want.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		var got Entry
		if err := got.Unmarshal(b); err != nil || got != want {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
	})
}

// Bytes that read as an entry are exactly the bytes that the entry writes.
func TestAnEntryHasOneEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, _ := anyEntry(t).Marshal()
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		if rapid.Bool().Draw(t, "cut") {
			b = b[:rapid.IntRange(0, len(b)).Draw(t, "length")]
		}
		var e Entry
		if e.Unmarshal(b) != nil {
			return
		}
		if again, err := e.Marshal(); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read %x, wrote %x, %v", b, again, err)
		}
	})
}

func TestEntriesRefuseWhatIsNoCode(t *testing.T) {
	for what, spoil := range map[string]func(*Entry){
		"no act":             func(e *Entry) { e.Act = "" },
		"no outcome":         func(e *Entry) { e.Outcome = "" },
		"a name":             func(e *Entry) { e.Purpose = "张小花" },
		"a sentence":         func(e *Entry) { e.Purpose = "look after her" },
		"a line break":       func(e *Entry) { e.Object = "a\nb" },
		"too long":           func(e *Entry) { e.Act = strings.Repeat("a", 65) },
		"before 1970":        func(e *Entry) { e.At = -1 },
		"negative actor":     func(e *Entry) { e.Actor = -1 },
		"negative post":      func(e *Entry) { e.Post = -1 },
		"negative object id": func(e *Entry) { e.ObjectID = -1 },
	} {
		e := sample()
		spoil(&e)
		_, err := e.Marshal()
		if err == nil || care.KindOf(err) != care.Internal {
			t.Errorf("%s: got %v, want an Internal error", what, err)
		}
		if err != nil && strings.Contains(err.Error(), "张") {
			t.Errorf("%s: the error shows the name", what)
		}
	}

	good, _ := sample().Marshal()
	for what, b := range map[string][]byte{
		"nothing":         nil,
		"another version": append([]byte{'2'}, good[1:]...),
		"one byte more":   append(bytes.Clone(good), 0),
		"one byte less":   good[:len(good)-1],
	} {
		e := sample()
		if e.Unmarshal(b) == nil {
			t.Errorf("%s: read as an entry", what)
		}
		if e != sample() {
			t.Errorf("%s: a failed read changed the entry", what)
		}
	}
}
