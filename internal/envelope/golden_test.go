package envelope

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
)

// The files in testdata were written once, by synthetic keys. What they hold must
// be readable for ever: when this test fails the format has changed, and stored
// archives could no longer be opened. The remedy is a new first byte, never new
// files.
func TestStoredFormatsStayReadable(t *testing.T) {
	for _, suite := range suites {
		b, err := os.ReadFile("testdata/" + suite.String() + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var golden map[string]string
		if err := json.Unmarshal(b, &golden); err != nil {
			t.Fatal(err)
		}

		keys, err := parseRegionKeys([]byte(golden["region_file"]))
		if err != nil {
			t.Fatal(err)
		}
		wrap, err := keys.OpenWrap(1001, unhex(t, golden["wrap"]))
		if err != nil {
			t.Fatal(err)
		}
		key, err := wrap.OpenDataKey(1002, 1003, Notes, unhex(t, golden["data_key"]))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := key.Open(Place{testRegion, "note", "text", 1004}, unhex(t, golden["blob"]))
		if err != nil || string(plain) != "心环 2026" {
			t.Errorf("%v: got %q, %v", suite, plain, err)
		}

		writer, err := UnmarshalPublic([]byte(golden["writer_file"]))
		if err != nil {
			t.Fatal(err)
		}
		subject, digest, index := writer.Subject(1003), writer.Digest([]byte("details")), keys.Index("name", "张小花")
		ticket, err := writer.TicketDigest(1005, "01ABC-DEF10")
		if err != nil {
			t.Fatal(err)
		}
		verifier, err := writer.VerifierKey("xinhuan.example/audit/500112/" + suite.HashName())
		if err != nil {
			t.Fatal(err)
		}
		for what, got := range map[string]string{
			"region_file": string(keys.marshal()), "writer_file": string(keys.Public().Marshal()),
			"fingerprint": writer.Fingerprint(), "verifier_key": verifier,
			"subject": hex.EncodeToString(subject[:]), "digest": hex.EncodeToString(digest[:]),
			"index": hex.EncodeToString(index[:]), "ticket": hex.EncodeToString(ticket[:]),
		} {
			if got != golden[what] {
				t.Errorf("%v: %s: got %s, want %s", suite, what, got, golden[what])
			}
		}
	}
}
