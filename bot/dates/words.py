"""The words for days, months, units and parts of a day in English, Hindi, Bengali and Filipino."""

from rapidfuzz import fuzz, process

from bot.dates.folding import plain


def _by_word(rows: dict[str, int]) -> dict[str, int]:
    """{"one a an": 1} → {"one": 1, "a": 1, "an": 1}; `_` in a word stands for a blank."""
    return {plain(w.replace("_", " ")): n for row, n in rows.items() for w in row.split()}


WEEKDAYS = _by_word(
    {
        "monday mon सोमवार সোমবার lunes": 0,
        "tuesday tue tues मंगलवार মঙ্গলবার martes": 1,
        "wednesday wed बुधवार বুধবার miyerkules miyerkoles": 2,
        "thursday thu thur thurs गुरुवार गुरूवार बृहस्पतिवार वीरवार বৃহস্পতিবার huwebes": 3,
        "friday fri शुक्रवार শুক্রবার biyernes": 4,
        "saturday शनिवार শনিবার sabado": 5,
        "sunday रविवार इतवार রবিবার": 6,
    }
)
# "sat" and "sun" are words of their own, "linggo" is also a week: a preposition makes them days.
GUARDED_WEEKDAYS = _by_word({"sat": 5, "sun linggo": 6})

# No months: a match is nearly March.
_DAY_NAMES = [word for word in (*WEEKDAYS, "tomorrow") if len(word) >= 5]
# "Frday", "Wensday", "tomorow"; not "money", which is farther from Monday.
_NEAR_PERCENT = 80

# Filipino abbreviations that are other words ("set", "ago", "dis") are left out.
MONTHS = _by_word(
    {
        "january jan जनवरी জানুয়ারি জানুয়ারী enero": 1,
        "february feb फ़रवरी ফেব্রুয়ারি ফেব্রুয়ারী pebrero": 2,
        "march mar मार्च মার্চ marso": 3,
        "april apr अप्रैल এপ্রিল abril": 4,
        "may मई মে mayo": 5,
        "june jun जून জুন hunyo": 6,
        "july jul जुलाई জুলাই hulyo": 7,
        "august aug अगस्त আগস্ট agosto": 8,
        "september sep sept सितंबर सितम्बर সেপ্টেম্বর setyembre": 9,
        "october oct अक्टूबर अक्तूबर অক্টোবর oktubre": 10,
        "november nov नवंबर नवम्बर নভেম্বর nobyembre": 11,
        "december dec दिसंबर दिसम्बर ডিসেম্বর disyembre": 12,
    }
)

NUMBERS = _by_word(
    {
        "a an one एक এক isang isa una": 1,
        "two couple_of a_couple_of दो দুই দু dalawang dalawa dos": 2,
        "three तीन তিন tatlong tatlo tres": 3,
        "four चार চার apat_na apat kuwatro kwatro": 4,
        "five पांच पाँच পাঁচ limang lima singko": 5,
        "six छह छः छे ছয় anim_na anim sais": 6,
        "seven सात সাত pitong pito siyete": 7,
        "eight आठ আট walong walo otso": 8,
        "nine नौ নয় siyam_na siyam nuwebe": 9,
        "ten दस দশ sampung sampu diyes": 10,
        "eleven ग्यारह এগারো onse": 11,
        "twelve बारह বারো dose": 12,
        "fifteen पंद्रह पन्द्रह পনেরো": 15,
    }
)

MINUTE, HOUR, DAY, WORKING_DAY, WEEK, FORTNIGHT, MONTH, YEAR = range(8)
UNITS = _by_word(
    {
        "minute minutes min mins मिनट মিনিট মিনিটের minuto": MINUTE,
        "hour hours hr hrs h घंटे घंटा घण्टे ঘণ্টা ঘন্টা ঘণ্টার ঘন্টার oras": HOUR,
        "day days d दिन दिनों দিন দিনের araw": DAY,
        "working_day working_days business_day business_days workday workdays": WORKING_DAY,
        "कार्य_दिवस कार्यदिवस कार्य_दिवसों कार्यदिवसों कामकाजी_दिन": WORKING_DAY,
        "কর্মদিবস কর্মদিবসের কার্যদিবস কার্যদিবসের araw_ng_trabaho": WORKING_DAY,
        "week weeks wk wks w हफ्ते हफ़्ते हफ्ता सप्ताह सप्ताहों সপ্তাহ সপ্তাহের linggo": WEEK,
        "fortnight fortnights": FORTNIGHT,
        "month months महीने महीना महीनों মাস মাসের buwan": MONTH,
        "year years साल वर्ष বছর বছরের taon": YEAR,
    }
)

ORDINALS = _by_word(
    {
        "first 1st पहले प्रथम প্রথম unang": 1,
        "second 2nd दूसरे দ্বিতীয় ikalawang": 2,
        "third 3rd तीसरे তৃতীয় ikatlong": 3,
        "fourth 4th चौथे চতুর্থ ikaapat_na": 4,
    }
)

MORNING, NOON, AFTERNOON, EVENING, NIGHT = range(5)
PARTS_OF_DAY = _by_word(
    {
        "morning सुबह सवेरे সকাল সকালে umaga": MORNING,
        "noon midday tanghali": NOON,
        "afternoon दोपहर দুপুর দুপুরে বিকেল বিকেলে বিকাল বিকালে hapon": AFTERNOON,
        "evening शाम সন্ধ্যা সন্ধ্যায়": EVENING,
        "night रात রাত রাতে gabi": NIGHT,
    }
)


def is_near_day(word: str) -> bool:
    """Whether a folded word looks like a day's name, perhaps a misspelt one."""
    best = process.extractOne(word, _DAY_NAMES, scorer=fuzz.ratio, score_cutoff=_NEAR_PERCENT)
    return len(word) >= 4 and best is not None
