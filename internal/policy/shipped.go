package policy

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// AsShipped refuses a stack whose parents are not, byte by byte, those that the
// program ships under their ids, or whose lowest ground is none of those: only they
// bind what a pack may change, so whoever brings his own copy of them is bound by
// nothing. The pack itself may be a changed copy where it stands on a parent.
func (s *Stack) AsShipped(shipped fs.FS) error {
	var faults Faults
	last := len(s.folders) - 1
	for i, d := range s.folders {
		if _, err := fs.Stat(shipped, path.Join(d.pack.ID, "pack.yaml")); err == nil && (i < last || last == 0) {
			faults = append(faults, d.differs(shipped)...)
		} else if err != nil && i == 0 {
			faults = append(faults, Fault{File: path.Join(d.pack.ID, "pack.yaml"), Line: 1, Col: 1, Text: text("“%s”没有建立在随产品提供的规则包上：请写 parent: 上级包的 id，如 parent: national",
				"%q stands on no pack that ships: write parent: with the id of one, such as parent: national", d.pack.ID)})
		}
	}
	if len(faults) > 0 {
		return refusal(s.ID(), faults)
	}
	return nil
}

// differs lists the files of a folder that are not as shipped; a README binds nobody.
func (d *folder) differs(shipped fs.FS) (out Faults) {
	id, names := d.pack.ID, slices.Clone(d.names)
	fs.WalkDir(shipped, id, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !slices.Contains(names, name) {
			names = append(names, name)
		}
		return err
	})
	for _, name := range names {
		if strings.TrimPrefix(name, id+"/") == "README.md" {
			continue
		}
		own, here := d.data[name]
		data, err := fs.ReadFile(shipped, name)
		if here == (err == nil) && bytes.Equal(own, data) {
			continue
		}
		f := Fault{File: name, Text: text("与随产品提供的规则包“%[1]s”不同：请从压缩包里删除 %[1]s 这个文件夹，把要改的写成自己的下级规则包（parent: %[1]s）",
			"differs from the pack %[1]q that ships: leave the folder %[1]s out, and write what you change as a lower pack of your own (parent: %[1]s)", id)}
		if here && err == nil {
			f.Line, f.Col = 1+bytes.Count(data[:common(own, data)], []byte("\n")), 1
		}
		out = append(out, f)
	}
	return out
}

// common is how many first bytes two texts share.
func common(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
