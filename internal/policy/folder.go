package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"xinhuan/internal/bound"
	"xinhuan/internal/care"
)

// Pack is what one pack of a stack says of itself.
type Pack struct {
	ID        string     `yaml:"id"`
	Authority care.Text  `yaml:"authority"`
	Tier      string     `yaml:"tier"`      // national, city or district
	Documents []Document `yaml:"documents"` // the first is the one the pack is named after
	ValidFrom care.Date  `yaml:"valid_from"`
	ValidTo   care.Date  `yaml:"valid_to"` // last day; "" while in force
	Parent    string     `yaml:"parent"`   // id of the pack this one stands on; "" for a national pack
	Hash      string     `yaml:"-"`        // SHA-256 of the pack's files, hex; see Stack.Hash
	Forms     []File     `yaml:"-"`        // files of forms/, not read here
}

// Document is the one the pack is named after.
func (p Pack) Document() care.Text {
	if len(p.Documents) == 0 {
		return care.Text{}
	}
	return p.Documents[0].Title
}

// Number is the number of that document; "" where it has none.
func (p Pack) Number() string {
	if len(p.Documents) == 0 {
		return ""
	}
	return p.Documents[0].Number
}

// File names a raw file of a pack by its content.
type File struct {
	Path string // in the pack's file system, e.g. national/forms/interview.yaml
	Hash string // SHA-256, hex
}

// files that a pack may have, besides forms/ and a README.
var packFiles = []string{"pack.yaml", "levels.yaml", "network.yaml", "activities.yaml", "conflicts.yaml", "programmes.yaml", "rules.yaml", "notices.yaml", "duties.yaml", "ratios.yaml",
	"measures.yaml", "groups.yaml", "calendar.yaml", "hotlines.yaml", "access.yaml", "retention.yaml", "clauses.yaml", "tests.yaml"}

// folder is the raw content of one pack.
type folder struct {
	pack   Pack
	names  []string // sorted paths
	data   map[string][]byte
	faults *Faults

	programmes []Programme // its own rows, by which the place of a fault is found
}

func readFolder(fsys fs.FS, id string, faults *Faults) (*folder, error) {
	d := &folder{pack: Pack{ID: id}, data: map[string][]byte{}, faults: faults}
	err := fs.WalkDir(fsys, id, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		d.data[name] = data
		d.names = append(d.names, name)
		return err
	})
	if err != nil {
		return nil, &care.Error{Kind: care.NotFound, Op: "load policy pack " + id, Err: err,
			Text: text("没有规则包 %s", "there is no policy pack %s", id)}
	}
	slices.Sort(d.names)
	d.pack.Hash = d.hash(d.names)
	for _, name := range d.names {
		rest := strings.TrimPrefix(name, id+"/")
		switch {
		case strings.HasPrefix(rest, "forms/"):
			d.pack.Forms = append(d.pack.Forms, File{Path: name, Hash: sum(d.data[name])})
		case rest == "README.md", slices.Contains(packFiles, rest):
		default:
			*faults = append(*faults, Fault{File: name, Text: text("规则包中不应有此文件：请删除或改名；可用文件：%s",
				"a pack has no such file: remove or rename it; files: %s", strings.Join(packFiles, ", "))})
		}
	}
	return d, nil
}

// bounded measures a file before it is parsed.
func bounded(name string, data []byte, faults *Faults) bool {
	beyond := bound.Check(data)
	if beyond != nil {
		*faults = append(*faults, Fault{File: name, Line: beyond.Line, Col: beyond.Col, Text: beyond.Text})
	}
	return beyond == nil
}

// bounded measures the files of the pack: nothing parses one that is too deep, not
// even to find the place of another fault.
func (d *folder) bounded() bool {
	before := len(*d.faults)
	for _, name := range d.names {
		if strings.HasSuffix(name, ".yaml") {
			bounded(name, d.data[name], d.faults)
		}
	}
	return len(*d.faults) == before
}

// open finds a file of the pack; a file that isn't there reads as empty.
func (d *folder) open(name string) *file {
	full := path.Join(d.pack.ID, name)
	return &file{path: full, data: d.data[full], faults: d.faults}
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// hash is the SHA-256 of the listing that `sha256sum` prints for the sorted
// files, so that anybody can check it without this program.
func (d *folder) hash(names []string) string {
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s  %s\n", sum(d.data[name]), name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// HashFiles is the hash of a stack of packs by its files: of the listing that
// sha256sum prints for their sorted paths.
func HashFiles(files map[string][]byte) string {
	d := folder{data: files, names: slices.Sorted(maps.Keys(files))}
	return d.hash(d.names)
}

// AuthorityOf is whose pack a folder holds, by its pack.yaml alone; the rest is not
// checked.
func AuthorityOf(fsys fs.FS, id string) (care.Text, error) {
	var faults Faults
	name := path.Join(id, "pack.yaml")
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return care.Text{}, err
	}
	pack := Pack{ID: id}
	if f := (&file{path: name, data: data, faults: &faults}); !bounded(name, data, &faults) || !f.decode(&pack) {
		return care.Text{}, refusal(id, faults)
	}
	return pack.Authority, nil
}
