package instrument

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// Step is one line of the working of a score, in both languages. It repeats
// answers and is as confidential as the sheet.
type Step struct {
	Figure string    `json:"figure"` // total, a sub-scale id, band, critical, validity, norm
	Text   care.Text `json:"text"`
}

// Explain scores the sheet and says how each figure came about: items, reverse
// handling, multiplier, prorating, rounding, and the source of each band.
func (in *Instrument) Explain(sheet Sheet, options Options) []Step {
	options.Explain = true
	return in.Score(sheet, options).Explain
}

func (v *view) explain(r *Result) []Step {
	var steps []Step
	for i := range v.values {
		if p := &v.in.compiled.scales[i]; p.scale.Method != "none" {
			steps = append(steps, v.explainFigure(p, v.values[i]))
			steps = append(steps, v.explainBand(r, v.values[i])...)
		}
	}
	steps = append(steps, v.explainOutcome(r)...)
	for _, p := range v.in.compiled.critical {
		if v.fires(p) {
			steps = append(steps, Step{"critical", care.Text{
				Zh: fmt.Sprintf("%s得分达到 %d，属%s条目。依据：%s", p.name().Zh, p.rule.AtLeast, kindZh(p.rule.Kind), p.rule.Source),
				En: fmt.Sprintf("%s scored at least %d, a %s critical answer. Source: %s", p.name().En, p.rule.AtLeast, p.rule.Kind, p.rule.Source),
			}})
		}
	}
	for _, n := range r.Norms {
		steps = append(steps, v.explainNorm(n))
	}
	if len(r.Flags) > 0 {
		flags := strings.Join(r.Flags, ", ")
		steps = append(steps, Step{"validity", care.Text{Zh: "作答质量标记：" + flags, En: "validity flags: " + flags}})
	}
	return steps
}

func kindZh(kind string) string {
	if kind == "hard" {
		return "危险"
	}
	return "关注"
}

func (v *view) scaleName(id string) care.Text { return v.in.ScaleName(id) }

// ScaleName is a figure in words.
func (in *Instrument) ScaleName(id string) care.Text {
	for _, p := range in.compiled.scales {
		if p.scale.ID == id && p.scale.Zh != "" {
			return p.scale.Name()
		}
	}
	if id == "total" {
		return care.Text{Zh: "总分", En: "total"}
	}
	return care.Text{Zh: id, En: id}
}

// name is what a critical rule looks at, in words.
func (p criticalPlan) name() care.Text {
	if p.item < 0 {
		return care.Text{Zh: "总分", En: "total"}
	}
	n := strconv.Itoa(p.item + 1)
	return care.Text{Zh: "第 " + n + " 题", En: "item " + n}
}

// limit is the number of a cut-off, or nothing where it is no single number.
func (c Cutoff) limit() string {
	switch {
	case c.AtLeast != nil:
		return " ≥" + num(*c.AtLeast)
	case c.AtMost != nil:
		return " ≤" + num(*c.AtMost)
	}
	return ""
}

func num(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

var (
	methodZh = map[string]string{"sum": "求和", "mean": "平均", "count": "计数", "mean_above": "阳性项目平均"}
	methodEn = map[string]string{"sum": "sum", "mean": "mean", "count": "count", "mean_above": "mean of positive items"}
	roundZh  = map[string]string{"half_up": "四舍五入", "truncate": "取整舍尾"}
	roundEn  = map[string]string{"half_up": "rounded half up", "truncate": "truncated"}
)

func (v *view) explainFigure(p *scalePlan, s SubscaleScore) Step {
	var terms, turned []string
	missing := 0
	for _, i := range p.items {
		score, ok := v.score(i)
		if !ok {
			missing++
			terms = append(terms, fmt.Sprintf("%d:–", i+1))
			continue
		}
		terms = append(terms, fmt.Sprintf("%d:%d", i+1, score))
		if v.reverse[i] {
			turned = append(turned, strconv.Itoa(i+1))
		}
	}
	zh := fmt.Sprintf("条目得分 %s；%s", strings.Join(terms, " "), methodZh[p.scale.Method])
	en := fmt.Sprintf("item scores %s; %s", strings.Join(terms, " "), methodEn[p.scale.Method])
	if turned != nil {
		zh += "；反向计分条目 " + strings.Join(turned, "、") + "（最小值+最大值-得分）"
		en += "; reversed items " + strings.Join(turned, ", ") + " (lowest + highest - score)"
	}
	if p.scale.Threshold > 0 {
		zh += fmt.Sprintf("；只计得分≥%d 的条目", p.scale.Threshold)
		en += fmt.Sprintf("; only items scored >= %d", p.scale.Threshold)
	}
	if missing > 0 {
		zh += fmt.Sprintf("；缺 %d 题，最多允许缺 %d 题（%s）", missing, p.scale.Missing.Max, p.scale.Missing.Source)
		en += fmt.Sprintf("; %d missing, at most %d allowed (%s)", missing, p.scale.Missing.Max, p.scale.Missing.Source)
	}
	if !s.Scored {
		return Step{s.ID, care.Text{Zh: zh + "；不计分", En: en + "; not scored"}}
	}
	if missing > 0 && p.scale.Method == "sum" {
		zh += fmt.Sprintf("；按比例折算 ×%d/%d", len(p.items), len(p.items)-missing)
		en += fmt.Sprintf("; prorated x %d/%d", len(p.items), len(p.items)-missing)
	}
	if p.scale.Multiplier != 1 {
		zh, en = zh+"；×"+num(p.scale.Multiplier), en+"; x "+num(p.scale.Multiplier)
	}
	if how := v.rounding(p.scale); how != "" {
		zh, en = zh+"；"+roundZh[how], en+"; "+roundEn[how]
	}
	return Step{s.ID, care.Text{Zh: zh + " = " + num(s.Value), En: en + " = " + num(s.Value)}}
}

// explainBand names the range a figure fell into and who published it.
func (v *view) explainBand(r *Result, s SubscaleScore) []Step {
	var set *BandSet
	for i := range v.in.BandSets {
		if v.in.BandSets[i].ID == r.BandSet {
			set = &v.in.BandSets[i]
		}
	}
	if set == nil || !s.Scored {
		return nil
	}
	sb := v.bandsFor(set, s.ID)
	if sb == nil {
		return nil
	}
	id := bandOf(sb.Bands, s.Value)
	for _, b := range sb.Bands {
		if b.ID == id {
			return []Step{{"band", care.Text{
				Zh: fmt.Sprintf("%s %s 在 %s–%s 之间：%s。依据：%s（可信度 %s）", v.scaleName(s.ID).Zh, num(s.Value), num(b.Min), num(b.Max), b.Zh, set.Source, set.Grade),
				En: fmt.Sprintf("%s %s lies in %s–%s: %s. Source: %s (grade %s)", v.scaleName(s.ID).En, num(s.Value), num(b.Min), num(b.Max), b.En, set.Source, set.Grade),
			}}}
		}
	}
	return nil
}

func (v *view) explainOutcome(r *Result) []Step {
	var steps []Step
	for _, set := range v.in.BandSets {
		if set.ID == r.BandSet && set.Algorithm != "" && r.Band != "" {
			name := v.in.BandName(set.ID, r.Band)
			steps = append(steps, Step{"band", care.Text{
				Zh: fmt.Sprintf("按规则判断：%s。依据：%s（可信度 %s）", name.Zh, set.Source, set.Grade),
				En: fmt.Sprintf("by rule: %s. Source: %s (grade %s)", name.En, set.Source, set.Grade),
			}})
		}
	}
	for _, c := range v.in.Cutoffs {
		if slices.Contains(r.Cutoffs, c.ID) {
			steps = append(steps, Step{"band", care.Text{
				Zh: fmt.Sprintf("达到划界分%s。依据：%s（可信度 %s）", c.limit(), c.Source, c.Grade),
				En: fmt.Sprintf("reaches the cut-off%s. Source: %s (grade %s)", c.limit(), c.Source, c.Grade),
			}})
		}
	}
	return steps
}

// explainNorm says where a figure stands, among whom, and who says so.
func (v *view) explainNorm(n NormScore) Step {
	name, text := v.in.NormWords(n)
	return Step{"norm", care.Text{Zh: name.Zh + "：" + text.Zh, En: name.En + ": " + text.En}}
}

// NormWords are the name of a figure and its place in a norm set, with the set, its
// sample and its source. A set that is gone leaves its id.
func (in *Instrument) NormWords(n NormScore) (name, text care.Text) {
	set, _ := in.NormSet(n.Set)
	words := n.words(set)
	zh, en := []string{words.Zh + "。常模 " + n.Set}, []string{words.En + ". Norm set " + n.Set}
	if set.Sample != "" {
		zh, en = append(zh, "样本："+set.Sample), append(en, "sample: "+set.Sample)
	}
	if set.Source != "" {
		zh, en = append(zh, "出处："+set.Source), append(en, "source: "+set.Source)
	}
	return in.ScaleName(n.Scale), care.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}
}

// words are the figures of a norm score, without the set.
func (n NormScore) words(set NormSet) care.Text {
	var zh, en []string
	if n.T != nil {
		zh, en = append(zh, "T="+num(*n.T)), append(en, "T="+num(*n.T))
	}
	if n.Percentile != nil {
		zh, en = append(zh, "百分位="+num(*n.Percentile)), append(en, "percentile="+num(*n.Percentile))
	}
	if name := set.NormBandName(n.Band); name.ID != "" {
		zh, en = append(zh, name.Zh), append(en, name.En)
	}
	return care.Text{Zh: strings.Join(zh, "，"), En: strings.Join(en, ", ")}
}
