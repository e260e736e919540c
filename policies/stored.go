package policies

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"xinhuan/internal/bound"
	"xinhuan/internal/care"
)

// Stored is the file system of packs that a database keeps by their bytes, with the
// program's own register of what it does: that belongs to the program's version.
// Nothing else of what ships is in it, so a stored pack stands on the parents that
// were adopted with it.
func Stored(files map[string][]byte) fs.FS {
	m := memory(files)
	product, err := FS.ReadFile("product.yaml")
	if err == nil {
		m["product.yaml"] = &fstest.MapFile{Data: product}
	}
	return m
}

// memory is a file system in memory; fstest has the one of the standard library.
func memory(files map[string][]byte) fstest.MapFS {
	m := make(fstest.MapFS, len(files)+1)
	for name, data := range files {
		m[name] = &fstest.MapFile{Data: data}
	}
	return m
}

// head is what stands at the top of a pack.yaml.
type head struct {
	ID     string `yaml:"id"`
	Parent string `yaml:"parent"`
}

func headOf(name string, data []byte) (h head, err error) {
	if beyond := bound.Check(data); beyond != nil {
		at := fmt.Sprintf("%s:%d:%d: ", name, beyond.Line, beyond.Col)
		return h, care.Fail(care.Invalid, "packs", at+beyond.Text.Zh, at+beyond.Text.En)
	}
	if err := yaml.Unmarshal(data, &h); err != nil {
		return h, care.Fail(care.Invalid, "packs", name+" 读不出来", name+" can't be read")
	}
	return h, nil
}

// Top is the id of the topmost pack among the files of a stack: the one that no
// other stands on.
func Top(files map[string][]byte) (string, error) {
	parents := map[string]string{}
	for name, data := range files {
		id, file, _ := strings.Cut(name, "/")
		if file != "pack.yaml" {
			continue
		}
		head, err := headOf(name, data)
		if err != nil {
			return "", err
		}
		parents[id] = head.Parent
	}
	var tops []string
	for id := range parents {
		below := false
		for _, parent := range parents {
			below = below || parent == id
		}
		if !below {
			tops = append(tops, id)
		}
	}
	if len(tops) != 1 {
		slices.Sort(tops)
		return "", care.Fail(care.Invalid, "packs", "应恰好有一个最上面的规则包，现有："+strings.Join(tops, "、"), "there must be exactly one topmost pack, and there are: "+strings.Join(tops, ", "))
	}
	return tops[0], nil
}
