package policy

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Product is the register of what the program itself does for clauses: every
// capability with the tests that fail when it breaks. It stands beside the packs
// (product.yaml) because it is true of a version of the program, not of a region.
type Product struct {
	Capabilities []Capability `yaml:"capabilities"`
	Rows         []RowProof   `yaml:"rows"`
	Opens        []Opens      `yaml:"opens"`
}

// Capability is something the program does, or is going to do.
type Capability struct {
	ID      string    `yaml:"id"`
	Text    care.Text `yaml:"text"`
	Page    string    `yaml:"page"`    // where a person sees it; "" where it has no page
	Tests   []string  `yaml:"tests"`   // package.TestName: what fails when it breaks
	Planned bool      `yaml:"planned"` // still to come; never counted as served
}

// RowProof says which general test exercises every row of a kind, as group/*.
type RowProof struct {
	Rows  string   `yaml:"rows"`
	Tests []string `yaml:"tests"`
}

// Opens are timers that an act of the program opens by their names, beside those
// that programmes and notices of the packs name, and the tests that fail when it no
// longer does.
type Opens struct {
	Timers []string `yaml:"timers"`
	Tests  []string `yaml:"tests"`
}

// productFile stands beside the folders of the packs.
const productFile = "product.yaml"

// loadProduct reads the register; without one no clause can be bound to product/...
func loadProduct(data []byte, faults *Faults) Product {
	var p Product
	f := &file{path: productFile, data: data, faults: faults}
	f.decode(&p)
	for i, c := range p.Capabilities {
		f.complete(at("capabilities", i, "text"), "text", c.Text)
		if slices.IndexFunc(p.Capabilities, func(o Capability) bool { return o.ID == c.ID }) != i || c.ID == "" {
			f.fault(at("capabilities", i), "能力“%s”缺失或重复", "the capability %q is missing or stands here twice", c.ID)
		}
		if c.Planned == (len(c.Tests) > 0) {
			f.fault(at("capabilities", i), "能力“%s”须写 tests（证明它的测试）或 planned: true", "the capability %q needs tests that prove it, or planned: true", c.ID)
		}
	}
	for i, o := range p.Opens {
		if len(o.Timers) == 0 || len(o.Tests) == 0 {
			f.fault(at("opens", i), "请写 timers（由程序启动的时限）和 tests（证明它的测试）", "write timers, which the program opens, and tests that prove it")
		}
	}
	return p
}

// Capability finds a capability by its id.
func (p Product) Capability(id string) (Capability, bool) {
	i := slices.IndexFunc(p.Capabilities, func(c Capability) bool { return c.ID == id })
	if i < 0 {
		return Capability{}, false
	}
	return p.Capabilities[i], true
}

// Proof lists the tests behind a reference such as product/sealing or group/orphan.
func (p Product) Proof(ref string) []string {
	if id, ok := strings.CutPrefix(ref, "product/"); ok {
		c, _ := p.Capability(id)
		return c.Tests
	}
	kind, _, _ := strings.Cut(ref, "/")
	for _, r := range p.Rows {
		if r.Rows == kind+"/*" {
			return r.Tests
		}
	}
	return nil
}

// Product is the register of what the program does.
func (s *Stack) Product() Product { return s.product }
