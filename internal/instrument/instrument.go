package instrument

import "xinhuan/internal/care"

// Class says what of an instrument may travel with the product.
type Class string

// The licence classes.
const (
	Ship           Class = "ship"            // the text may be embedded
	ShipRestricted Class = "ship-restricted" // text only as a separate, unmodified, non-commercial pack
	Key            Class = "key"             // structure and scoring only; the school imports its licensed text
	None           Class = "none"            // not even a key: results from outside may be recorded
)

// Instrument is one scale as its file says it. Exported fields are read-only:
// a Library hands the same value to everybody.
type Instrument struct {
	ID             string         `yaml:"id"`
	Names          care.Text      `yaml:"names"`
	Sources        []string       `yaml:"sources"`
	Verification   Verification   `yaml:"verification"`
	Licence        Licence        `yaml:"licence"`
	Ages           Ages           `yaml:"ages"`
	AgeNote        string         `yaml:"age_note"`
	Grades         Ages           `yaml:"grades"` // school grades 1..12, only where the source names grades
	Validated      []Validation   `yaml:"validated"`
	ValidationNote string         `yaml:"validation_note"` // what is known about Chinese samples, in words
	Informants     []string       `yaml:"informants"`
	Period         care.Text      `yaml:"period"`
	Direction      string         `yaml:"direction"` // higher_worse, higher_better or "" where there is no total
	External       bool           `yaml:"external"`  // only results from outside are recorded
	Sections       bool           `yaml:"sections"`  // filled one sub-scale at a time (age points)
	Results        []Named        `yaml:"results"`   // what an external result may say
	ItemCount      int            `yaml:"item_count"`
	Instruction    care.Text      `yaml:"instruction"`
	Options        []Option       `yaml:"options"`
	Items          []Item         `yaml:"items"` // filled up to ItemCount on loading
	Text           TextLicences   `yaml:"text"`
	TextMissing    care.Text      `yaml:"text_missing"` // per language: why the item text is absent
	Reverse        []int          `yaml:"reverse"`
	Orders         []ReverseOrder `yaml:"reverse_orders"`
	Missing        MissingRule    `yaml:"missing"`
	Total          Scale          `yaml:"total"`
	Subscales      []Scale        `yaml:"subscales"`
	BandSets       []BandSet      `yaml:"band_sets"`
	Cutoffs        []Cutoff       `yaml:"cutoffs"`
	Critical       []CriticalRule `yaml:"critical"`
	Validity       Validity       `yaml:"validity"`
	Settings       []Setting      `yaml:"settings"`
	NormSets       []NormSet      `yaml:"norm_sets"`
	LOINC          LOINC          `yaml:"loinc"`
	Flags          []string       `yaml:"flags"` // warnings of the collection for those who choose scales
	Hash           string         `yaml:"-"`     // SHA-256 of the file (and of imported text), hex
	Restricted     bool           `yaml:"-"`     // it came from a pack other than the first
	Imported       *ImportedText  `yaml:"-"`     // the licence of imported text, if any
	compiled       *compiled
}

// Version names the exact definition a stored answer was given to.
func (in *Instrument) Version() string { return in.ID + "@" + in.Hash[:12] }

// Verification keeps how well each part of the file is known: V2 seen in two
// or more sources, V1 in one, K knowledge of the field not seen in a source,
// none not found.
type Verification struct {
	Scoring string `yaml:"scoring"`
	Cutoffs string `yaml:"cutoffs"`
	LOINC   string `yaml:"loinc"`
	Licence string `yaml:"licence"`
}

// Licence says whose the instrument is and what was granted.
type Licence struct {
	Class     Class  `yaml:"class"`
	Statement string `yaml:"statement"`
	Credit    string `yaml:"credit"`
}

// TextLicences holds the licence of the text of each language: a licence for
// the original is not one for a third party's translation.
type TextLicences struct {
	Zh *TextLicence `yaml:"zh"`
	En *TextLicence `yaml:"en"`
}

// TextLicence is the licence and source of the text in one language.
type TextLicence struct {
	Licence string `yaml:"licence"`
	Source  string `yaml:"source"`
}

// Ages is a closed range of years (or school grades); a Max of 0 has no end.
type Ages struct {
	Min int `yaml:"min"`
	Max int `yaml:"max"`
}

// IsZero tells whether nothing was said.
func (a Ages) IsZero() bool { return a == Ages{} }

// Has tells whether n lies in the range; the zero range has everything.
func (a Ages) Has(n int) bool { return n >= a.Min && (a.Max == 0 || n <= a.Max) }

// Validation is a study that makes an instrument usable for a population.
type Validation struct {
	Population string `yaml:"population"` // CN, TW, HK ...
	Ages       Ages   `yaml:"ages"`
	Finding    string `yaml:"finding"`
}

// Named is an id with its words.
type Named struct {
	ID string `yaml:"id"`
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// Name is the words.
func (n Named) Name() care.Text { return care.Text{Zh: n.Zh, En: n.En} }

// Option is one printed choice. Score is what it counts where that differs
// from the printed code.
type Option struct {
	Code  int    `yaml:"code"`
	Score *int   `yaml:"score"`
	Label string `yaml:"label"` // as printed where it is no number, such as 3a
	Zh    string `yaml:"zh"`
	En    string `yaml:"en"`
}

// Item is one question. N is its number on the form, from 1.
type Item struct {
	N        int      `yaml:"n"`
	ID       string   `yaml:"id"` // default: instrument id, dot, number
	Zh       string   `yaml:"zh"`
	En       string   `yaml:"en"`
	Topic    string   `yaml:"topic"`   // what it is about, in words of our own, where the text is absent
	Options  []Option `yaml:"options"` // where they differ from the instrument's
	Unscored bool     `yaml:"unscored"`
	AskIf    []int    `yaml:"ask_if"` // asked only when one of these items was answered yes (or refused)
}

// ReverseOrder is a named item order with its reverse items: the same scale is
// printed in different orders.
type ReverseOrder struct {
	ID     string `yaml:"id"`
	Items  []int  `yaml:"items"`
	Source string `yaml:"source"`
}

// MissingRule says how many answers may be missing and what happens then.
type MissingRule struct {
	Max      int    `yaml:"max"`
	Method   string `yaml:"method"` // none or prorate
	Source   string `yaml:"source"`
	SourceZh string `yaml:"source_zh"`
}

// Scale is a total or a sub-scale: which items, put together how.
type Scale struct {
	ID         string       `yaml:"id"`
	Zh         string       `yaml:"zh"`
	En         string       `yaml:"en"`
	Method     string       `yaml:"method"`    // sum, mean, count, mean_above, or none (no such figure)
	Threshold  int          `yaml:"threshold"` // count: items scored at least this; mean_above: the mean of those
	Items      []int        `yaml:"items"`     // the total's default: every scored item
	Multiplier float64      `yaml:"multiplier"`
	Rounding   string       `yaml:"rounding"` // "", half_up or truncate
	Range      []float64    `yaml:"range"`
	Missing    *MissingRule `yaml:"missing"`
}

// Name is the scale's words.
func (s Scale) Name() care.Text { return care.Text{Zh: s.Zh, En: s.En} }

// BandSet is one published way to name ranges of scores. Several may exist for
// one instrument; a stored result names the set it used.
type BandSet struct {
	ID        string      `yaml:"id"`
	Default   bool        `yaml:"default"`
	Source    string      `yaml:"source"`
	SourceZh  string      `yaml:"source_zh"`
	Grade     string      `yaml:"grade"`
	Algorithm string      `yaml:"algorithm"` // a rule in code instead of ranges of the total
	Outcomes  []Named     `yaml:"outcomes"`  // what the algorithm can say
	Scales    []ScaleBand `yaml:"scales"`
}

// ScaleBand are the bands of one scale, possibly for one informant, sex or age.
type ScaleBand struct {
	Scale     string `yaml:"scale"` // total, a sub-scale id, or subscales for all of them
	Informant string `yaml:"informant"`
	Sex       string `yaml:"sex"`
	Ages      Ages   `yaml:"ages"`
	Bands     []Band `yaml:"bands"`
}

// Band is a named range, both ends included as published. A value between the
// end of one band and the start of the next (a prorated total) belongs to the
// lower one.
type Band struct {
	ID  string  `yaml:"id"`
	Zh  string  `yaml:"zh"`
	En  string  `yaml:"en"`
	Min float64 `yaml:"min"`
	Max float64 `yaml:"max"`
}

// Cutoff is a published threshold. It is met when any of its scales reaches it.
type Cutoff struct {
	ID        string   `yaml:"id"`
	Scales    []string `yaml:"scales"`
	AtLeast   *float64 `yaml:"at_least"`
	AtMost    *float64 `yaml:"at_most"`
	Informant string   `yaml:"informant"`
	Default   bool     `yaml:"default"`
	Source    string   `yaml:"source"`
	SourceZh  string   `yaml:"source_zh"`
	Grade     string   `yaml:"grade"`
	Note      string   `yaml:"note"`
}

// CriticalRule says which answer calls an adult (hard) or asks for a look
// (soft), whatever the total and even when the sheet was never finished.
type CriticalRule struct {
	Item     int    `yaml:"item"`
	Total    bool   `yaml:"total"`    // the sum of what was answered so far, instead of one item
	AtLeast  int    `yaml:"at_least"` // of the option's score, before any reversal
	Declined bool   `yaml:"declined"` // a refusal counts as well
	Kind     string `yaml:"kind"`     // hard or soft
	Source   string `yaml:"source"`
	SourceZh string `yaml:"source_zh"`
	Note     string `yaml:"note"`
}

// Validity says how careless or false answering shows itself.
type Validity struct {
	Lie          *LieRule `yaml:"lie"`
	StraightLine string   `yaml:"straight_line"` // on, off, or "" to decide from the items
	FastMS       int      `yaml:"fast_ms"`       // milliseconds an item; 0 the default, below 0 never
	Note         string   `yaml:"note"`
}

// LieRule is a set of items whose score reaching AtLeast makes the sheet
// unreliable.
type LieRule struct {
	Items   []int  `yaml:"items"`
	AtLeast int    `yaml:"at_least"`
	Source  string `yaml:"source"`
}

// Setting is a point on which sources disagree and a region may choose.
type Setting struct {
	ID      string   `yaml:"id"`
	Default string   `yaml:"default"`
	Choices []string `yaml:"choices"`
	Zh      string   `yaml:"zh"`
	En      string   `yaml:"en"`
}

// NormSet is a reference distribution. Tables that belong to others are not
// shipped; the set then only has its name until a table is imported.
type NormSet struct {
	ID         string    `yaml:"id"`
	Source     string    `yaml:"source"`
	SourceZh   string    `yaml:"source_zh"`
	Sample     string    `yaml:"sample"` // of whom it is: where, when, how many, of what age
	Grade      string    `yaml:"grade"`
	ImportOnly bool      `yaml:"import_only"`
	Default    bool      `yaml:"default"`
	TBands     []Band    `yaml:"t_bands"` // published ranges of T
	Rows       []NormRow `yaml:"rows"`

	Imported *ImportedText `yaml:"-"` // the licence of an imported table
}

// NormRow says what a raw score means in one group. Either raw with T and/or
// percentile (a conversion table), or mean and sd (T is computed).
type NormRow struct {
	Scale      string   `yaml:"scale"`
	Informant  string   `yaml:"informant"`
	Sex        string   `yaml:"sex"`
	Ages       Ages     `yaml:"ages"`
	Raw        float64  `yaml:"raw"`
	T          *float64 `yaml:"t"`
	Percentile *float64 `yaml:"percentile"`
	Mean       float64  `yaml:"mean"`
	SD         float64  `yaml:"sd"`
}

// LOINC codes, as far as they were found.
type LOINC struct {
	Panel      string   `yaml:"panel"`
	Total      string   `yaml:"total"`
	Items      []string `yaml:"items"`
	Answers    []string `yaml:"answers"`
	RiskLevel  string   `yaml:"risk_level"`
	Difficulty string   `yaml:"difficulty"`
	Note       string   `yaml:"note"`
}

// HasTotal tells whether the instrument has a total at all.
func (in *Instrument) HasTotal() bool { return !in.External && in.Total.Method != "none" }

// HasText tells whether every item can be shown in a language.
func (in *Instrument) HasText(lang care.Lang) bool {
	for _, item := range in.Items {
		if (lang == care.Zh && item.Zh == "") || (lang == care.En && item.En == "") {
			return false
		}
	}
	return len(in.Items) > 0
}

// Setting values known to the scoring code. Files may declare only these.
const (
	settingOrder    = "order"        // reverse_orders id
	settingRounding = "rounding"     // half_up or truncate, for the total
	settingLie      = "lie_at_least" // threshold of the lie scale
	settingUPICat2  = "category2"    // or / and
	settingUPIAux   = "auxiliary"    // 61-64 / 61-63
	settingUPIAsks  = "counselling"  // off / 64
)
