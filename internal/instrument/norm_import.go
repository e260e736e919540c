package instrument

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// NormImport is a norm table that a region brings: as a rule the publisher's,
// under a licence, or one of its own pupils. Set is one that the instrument's file
// names, or a new id; Sample says of whom the table is, Source where it stands.
type NormImport struct {
	Instrument string
	Set        string
	Sample     string
	Source     string
	CSV        []byte
	Licence    ImportedText
}

var normSetID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// check refuses a table that nobody could explain afterwards.
func (imp NormImport) check(known NormSet) error {
	fields := map[string]care.Text{}
	if !normSetID.MatchString(imp.Set) {
		fields["set"] = care.Text{Zh: "请用小写字母、数字和下划线给常模起一个代号，如 cn_2024", En: "name the norm set with small letters, digits and underscores, such as cn_2024"}
	}
	if strings.TrimSpace(imp.Sample) == "" {
		fields["sample"] = care.Text{Zh: "请说明常模样本：何地、何时、多少人、什么年龄", En: "say of whom the norms are: where, when, how many, of what age"}
	}
	if strings.TrimSpace(imp.Source) == "" && known.Source == "" {
		fields["source"] = care.Text{Zh: "请填写出处", En: "say where the table was published"}
	}
	if err := imp.Licence.check(); err != nil {
		for name, text := range err.(*care.Error).Fields {
			fields[name] = text
		}
	}
	if len(fields) > 0 {
		return &care.Error{Kind: care.Invalid, Op: "import norms", Fields: fields}
	}
	return nil
}

// WithNorms returns a library in which the norm set carries the table; faults
// are reported like WithText does, all at once.
func (l *Library) WithNorms(imp NormImport) (*Library, error) {
	old, ok := l.byID[imp.Instrument]
	if !ok {
		return nil, care.Fail(care.NotFound, "import norms", "没有这个量表", "there is no such instrument")
	}
	known, _ := old.NormSet(imp.Set)
	if err := imp.check(known); err != nil {
		return nil, err
	}
	known.Sample, known.Source = strings.TrimSpace(imp.Sample), strings.TrimSpace(imp.Source)
	licence := imp.Licence
	known.Imported = &licence
	in, err := old.WithNormTable(imp.Set, known, imp.CSV)
	if err != nil {
		return nil, err
	}
	return l.with(in), nil
}

// WithNormTable is the instrument with a table for a norm set of this id: one of
// its file, else a new one. What is told of the set stands in about; its ranges of T
// stay those of the file. The instrument gets a hash of its own.
//
// The CSV has the columns scale, informant, sex, age_min, age_max, raw, t and
// percentile, and optionally mean and sd. A row either says what one raw score means
// or gives mean and sd, from which T follows; an empty informant, sex or age holds
// for everybody.
func (in *Instrument) WithNormTable(id string, about NormSet, csv []byte) (*Instrument, error) {
	if in.External || in.Licence.Class == None {
		return nil, care.Fail(care.Invalid, "import norms", "该量表不在系统内计分，用不上常模", "this instrument is not scored here, so norms have no use")
	}
	rows, err := readNorms(in, csv)
	if err != nil {
		return nil, err
	}
	next := *in
	next.NormSets = slices.Clone(in.NormSets)
	at := slices.IndexFunc(next.NormSets, func(s NormSet) bool { return s.ID == id })
	if at < 0 {
		next.NormSets = append(next.NormSets, NormSet{ID: id, ImportOnly: true})
		at = len(next.NormSets) - 1
	}
	set := &next.NormSets[at]
	set.Rows, set.Sample, set.Imported = rows, about.Sample, about.Imported
	if about.Source != "" { // whoever imports writes one language
		set.Source, set.SourceZh = about.Source, ""
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{in.Hash, id, set.Sample, set.Source, string(csv)}, "\x00")))
	next.Hash = hex.EncodeToString(sum[:])
	return &next, nil
}
