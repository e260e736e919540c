package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

// Unsealed keys beside a passphrase that seals nothing would look sealed.
func TestPlainKeysAndAPassphraseAreRefusedTogether(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "passphrase")
	if err := os.WriteFile(secret, []byte("twelve letters and more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "region.key")
	err := KeysInitCmd{Region: 500242, Out: key, Plain: true, PassphraseFile: secret, Suite: "aes"}.run(new(bytes.Buffer))
	if care.KindOf(err) != care.Invalid {
		t.Errorf("got %v, want the pair refused", err)
	}
	for _, file := range []string{key, key + ".pub"} {
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s was written all the same", filepath.Base(file))
		}
	}
}

func TestKeysSayWhatSealsThem(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "passphrase")
	if err := os.WriteFile(secret, []byte("twelve letters and more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		cmd    KeysInitCmd
		speaks bool
	}{
		{"plain", KeysInitCmd{Plain: true}, false},
		{"sealed", KeysInitCmd{PassphraseFile: secret}, true},
	} {
		c.cmd.Region, c.cmd.Suite, c.cmd.Out = 500242, "aes", filepath.Join(dir, c.name+".key")
		var out bytes.Buffer
		if err := c.cmd.run(&out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "passphrase"); got != c.speaks {
			t.Errorf("%s: speaks of a passphrase: %t, want %t in %q", c.name, got, c.speaks, out.String())
		}
		if got := strings.Contains(out.String(), "not sealed"); got == c.speaks {
			t.Errorf("%s: says that it is not sealed: %t, want %t", c.name, got, !c.speaks)
		}
	}
}
