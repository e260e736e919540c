package audit

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

// Origin names a region's log, in checkpoints and as the signing key's name:
// "<host>/audit/<region>/<hash>". The hash stands in it because a checkpoint has no
// other room for it, and a verifier must know which one to compute.
func Origin(host string, region care.Region, suite envelope.Suite) string {
	return fmt.Sprintf("%s/audit/%06d/%s", host, region, suite.HashName())
}

// TreeHead is what a checkpoint states: this log had this root at this size.
type TreeHead struct {
	Origin string
	Size   uint64
	Root   []byte
}

// Suite is the suite whose hash the log's origin names; an origin that names none
// is care.Invalid on the field "origin".
func (t TreeHead) Suite() (envelope.Suite, error) {
	for _, s := range []envelope.Suite{envelope.AES256GCM, envelope.SM4GCM} {
		if strings.HasSuffix(t.Origin, "/"+s.HashName()) {
			return s, nil
		}
	}
	return 0, care.Invalidf("origin", "日志名称没有写明散列算法", "the log's origin names no hash")
}

// Checkpoint states the head as a C2SP tlog-checkpoint, signed as a note; the
// signer comes from the region's keys under the same origin.
func Checkpoint(origin string, head *Head, signer note.Signer) ([]byte, error) {
	if signer.Name() != origin {
		return nil, care.Invalidf("origin", "签名密钥不属于这个日志", "the signing key is another log's")
	}
	text := TreeHead{origin, head.Size, head.Root()}.text()
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return nil, fmt.Errorf("audit.Checkpoint: %w", err)
	}
	return signed, nil
}

// OpenCheckpoint checks a checkpoint with the log's verifier key and reads it.
// Signatures of others beside the log's own are let pass. A bad signature, another
// origin or another form of the text is care.Invalid on the field "checkpoint".
func OpenCheckpoint(signed []byte, verifierKey string) (TreeHead, error) {
	const op = "audit.OpenCheckpoint"
	bad := func(err error) error {
		return &care.Error{Kind: care.Invalid, Op: op, Err: err,
			Fields: map[string]care.Text{"checkpoint": {Zh: "检查点核验不通过", En: "the checkpoint does not verify"}}}
	}
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return TreeHead{}, bad(err)
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return TreeHead{}, bad(err)
	}
	t, err := parseTreeHead(n.Text)
	if err != nil {
		return TreeHead{}, bad(err)
	}
	if t.Origin != verifier.Name() {
		return TreeHead{}, bad(fmt.Errorf("origin and key name differ"))
	}
	return t, nil
}

func (t TreeHead) text() string {
	return t.Origin + "\n" + strconv.FormatUint(t.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(t.Root) + "\n"
}

// parseTreeHead reads exactly three lines; writing them again must give the same
// text, which rules out signs, leading zeros and loose base64.
func parseTreeHead(text string) (t TreeHead, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" {
		return t, fmt.Errorf("a checkpoint has three lines")
	}
	t.Origin = lines[0]
	if t.Size, err = strconv.ParseUint(lines[1], 10, 64); err != nil {
		return t, err
	}
	if t.Root, err = base64.StdEncoding.DecodeString(lines[2]); err != nil {
		return t, err
	}
	if len(t.Root) != hashSize || t.text() != text {
		return t, fmt.Errorf("the checkpoint is not in canonical form")
	}
	return t, nil
}
