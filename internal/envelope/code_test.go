package envelope

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func TestTokens(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		token, digest := NewToken(rand.Reader)
		if !regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{26}$`).MatchString(token) || seen[token] {
			t.Fatalf("got %q", token)
		}
		seen[token] = true
		if TokenDigest(token) != digest || TokenDigest(" "+strings.ToUpper(token)) != digest {
			t.Fatal("the token does not give its digest")
		}
	}
	for _, code := range []string{"o", "i", "l", "A", "0-1", "0 1", "０", "\u200b0", "é"} {
		if plain(code) {
			t.Errorf("%q has another spelling and is taken for plain", code)
		}
	}
	if TokenDigest("0") == TokenDigest("1") || TokenDigest("o1") != TokenDigest("0l") {
		t.Error("look-alike letters are not read as digits")
	}
}

func TestTickets(t *testing.T) {
	writer := testKeys(t, testRegion, AES256GCM).Public()
	for range 200 {
		code := NewTicket(rand.Reader)
		if !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`).MatchString(code) {
			t.Fatalf("got %q, want XXXXX-XXXXX", code)
		}
		if _, err := writer.TicketDigest(1, code); err != nil {
			t.Fatal(err)
		}
	}

	want, _ := writer.TicketDigest(1, "01ABC-DEF10")
	for _, spelled := range []string{"oIabc-defLO", "O1 A B C D E F i 0", "０１ａｂｃ－ｄｅｆ１０", "01abcdef10", "01abc—def10"} {
		got, err := writer.TicketDigest(1, spelled)
		if err != nil || got != want {
			t.Errorf("%q: got %x, %v, want %x", spelled, got, err, want)
		}
	}
	if got, _ := writer.TicketDigest(2, "01ABC-DEF10"); got == want {
		t.Error("another campaign: got the same digest")
	}
	if got, _ := testKeys(t, testRegion, SM4GCM).Public().TicketDigest(1, "01ABC-DEF10"); got == want {
		t.Error("another key: got the same digest")
	}
	for _, code := range []string{"", "01ABC", "01ABC-DEF1U", "01ABC-DEF100", "01AB心-DEF10", "01A'C-DEF10"} {
		_, err := writer.TicketDigest(1, code)
		wantKind(t, code, err, care.Invalid)
	}
}

// Every symbol must be drawn equally often, or 50 bits would be fewer.
func TestSymbolsAreEven(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	got := draw(bytes.NewReader(all), 256)
	for _, r := range alphabet {
		if n := strings.Count(got, string(r)); n != 8 {
			t.Errorf("%c: got %d of 256, want 8", r, n)
		}
	}
}

func TestNoRandomnessNoToken(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("got a token, want a panic")
		}
	}()
	NewToken(strings.NewReader("short"))
}
