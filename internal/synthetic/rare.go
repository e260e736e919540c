package synthetic

// Names that break careless software: spaces, dots, four bytes a character, no
// surname. All invented; the parts are common words of their languages.

// uyghur, tibetan and miao names as roll-books write them, with the middle dot ·
// (U+00B7). Uyghur: own name · father's name. Tibetan: house or title · name. Miao
// and Tujia roll-books mostly have Han names; the dotted form is a child's name by
// father's name.
var (
	uyghurBoys    = []string{"艾力", "买买提", "阿卜杜热合曼", "玉素甫", "麦合木提", "伊力哈木", "努尔艾力"}
	uyghurGirls   = []string{"古丽米热", "阿依努尔", "热依汗古丽", "迪丽娜尔", "祖丽皮亚", "麦尔耶姆"}
	uyghurFathers = []string{"买买提", "阿卜杜拉", "吐尔逊", "库尔班", "依明", "阿卜杜热西提"}
	tibetanHouses = []string{"嘉央", "贡嘎", "拉隆", "德吉林", "旺堆仓"}
	tibetanNames  = []string{"扎西", "卓玛", "次仁", "央金", "平措", "白玛", "格桑梅朵"}
	miaoChildren  = []string{"阿朵", "阿榜", "勾友", "蒙娜", "往甩", "欧略"}
	miaoFathers   = []string{"农", "告", "略", "里", "蒙", "当"}
	tujiaChildren = []string{"阿巴", "墨贴", "卡普", "西兰", "惹巴", "务相"}
	tujiaFathers  = []string{"科洞", "毕兹", "向老", "麦妥", "冉惹"}
)

// rareGiven has characters outside the usual fonts and code pages: 𬭚 and 𬱖 lie
// beyond the Basic Multilingual Plane, 㛃 and 䶮 in extension A, the others are
// rare or doubled.
var rareGiven = []string{"𬭚", "龘", "㛃", "堃", "䶮", "𬱖", "雨㛃", "子𬭚", "堃宇", "昇喆", "犇", "彧", "祎䶮", "垚鑫"}

// latinNames are children of mixed or foreign families, in the roll-book as in the passport.
var latinNames = []string{"Mia O'Neill-冉", "Nguyen Thi Lan", "Leo Kovač", "Amélie Dubois", "Daniel Mensah"}
