package envelope

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNormaliseBringsSpellingsTogether(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{" 张 小花\u3000", "张小花"},
		{"阿依古丽·买买提", "阿依古丽·买买提"},
		{"阿依古丽•买买提", "阿依古丽·买买提"},
		{"阿依古丽・买买提", "阿依古丽·买买提"},
		{"阿依古丽･买买提", "阿依古丽·买买提"}, // half-width katakana dot
		{"阿依古丽‧买买提", "阿依古丽·买买提"},
		{"阿依古丽.买买提", "阿依古丽·买买提"},
		{"阿依古丽．买买提", "阿依古丽·买买提"}, // full width
		{"５００１１２２０１５０３０５００２Ｘ", "50011220150305002x"},
		{"138 1234 5678", "13812345678"},
		{"Li\u200b Lei\ufeff", "lilei"},
		{"ＳＴＲＡẞＥ", "strasse"},
		{"e\u0301", "\u00e9"},
		{"", ""},
	} {
		if got := Normalise(c.in); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNormaliseIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Normalise(rapid.String().Draw(t, "value"))
		if got := Normalise(once); got != once {
			t.Fatalf("again: got %q, want %q", got, once)
		}
	})
}

// What the quick way takes must come out as the general way has it.
func TestSimpleValuesAreNormalisedTheSame(t *testing.T) {
	found := 0
	for r := rune(0); r < 0x110000; r++ {
		if value := string(r) + "心x"; simple(value) {
			found++
			if got, want := Normalise(value), normalise(value); got != want {
				t.Errorf("%U: got %q, want %q", r, got, want)
			}
		}
	}
	if want := 10 + 26 + 26 + 0x9fa5 - 0x4e00 + 1; found != want {
		t.Errorf("simple characters: got %d, want %d", found, want)
	}
}

func TestIndexFindsEqualValuesOnly(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	if keys.Index("name", "王 芳") != keys.Index("name", "王芳") {
		t.Error("spellings of one name: got different indexes")
	}
	for what, other := range map[string][16]byte{
		"another value":   keys.Index("name", "王方"),
		"another kind":    keys.Index("phone", "王芳"),
		"a shifted kind":  keys.Index("nam", "e王芳"),
		"another region":  testKeys(t, 320402, AES256GCM).Index("name", "王芳"),
		"another suite":   testKeys(t, testRegion, SM4GCM).Index("name", "王芳"),
		"nothing at all":  {},
		"the empty value": keys.Index("name", ""),
	} {
		if other == keys.Index("name", "王芳") {
			t.Errorf("%s: got the same index", what)
		}
	}
}

func TestSubjectAndDigestAreKeyed(t *testing.T) {
	keys := testKeys(t, testRegion, AES256GCM)
	writer := keys.Public()
	if keys.Subject(5) != writer.Subject(5) {
		t.Error("the writer's subject differs from the region's")
	}
	if keys.Subject(0) != [16]byte{} {
		t.Error("no person: got a subject, want zero")
	}
	other := testKeys(t, 320402, AES256GCM).Public()
	if keys.Subject(5) == keys.Subject(6) || keys.Subject(5) == other.Subject(5) {
		t.Error("two people have one subject")
	}
	if writer.Digest([]byte("x")) == other.Digest([]byte("x")) || writer.Digest(nil) == writer.Digest([]byte{0}) {
		t.Error("two details have one digest")
	}
}
