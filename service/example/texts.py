"""The invented texts of the illustrative programme: axes, ideas, commitments. Arabic first, French and
English beside.
"""

from __future__ import annotations

from typing import Any

PROGRAMME = "demnate-example"
TITLE = {
    "ar": "برنامج عمل الانفتاح لجماعة دمنات 2026-2027 (مثال توضيحي)",
    "fr": "Programme d'action d'ouverture de la commune de Demnate 2026-2027 (exemple illustratif)",
    "en": "Openness action programme of the commune of Demnate 2026-2027 (illustrative example)",
}
AXES: list[dict[str, Any]] = [
    {
        "key": "information",
        "title": {
            "ar": "الحق في الوصول إلى المعلومة",
            "fr": "Accès à l'information",
            "en": "Access to information",
        },
    },
    {
        "key": "participation",
        "title": {"ar": "المشاركة المواطنة", "fr": "Participation citoyenne", "en": "Citizen participation"},
    },
    {
        "key": "digital",
        "title": {"ar": "رقمنة الخدمات", "fr": "Services numériques", "en": "Digital services"},
    },
    {
        "key": "accountability",
        "title": {"ar": "المساءلة", "fr": "Redevabilité", "en": "Accountability"},
    },
]
IDEAS = {
    "idea-1": ("workshop", "نشر مقررات المجلس على موقع الجماعة بعد كل دورة"),
    "idea-2": ("online", "أريد قراءة قرارات المجلس في الإنترنت"),
    "idea-3": ("workshop", "بث دورات المجلس مباشرة لفائدة من يتعذر عليهم الحضور"),
    "idea-4": ("paper", "طلب وثائق الحالة المدنية دون التنقل إلى الجماعة"),
    "idea-5": ("online", "ميزانية تشاركية للأحياء"),
    "idea-6": ("workshop", "إصلاح الطريق الوطنية المارة بالمدينة"),
    "idea-7": ("online", "إعلان تجاري لا علاقة له بالبرنامج"),
    "idea-8": ("paper", "لوحة تتبع المشاريع أمام مقر الجماعة"),
}
"""Idea by idea: the channel, and words that stand for a citizen's."""
PUBLISH: dict[str, Any] = {
    "key": "publish-decisions",
    "title": {
        "ar": "نشر مقررات المجلس ومحاضره خلال عشرة أيام من كل دورة",
        "fr": "Publier les délibérations et procès-verbaux dans les dix jours suivant chaque session",
        "en": "Publish decisions and minutes within ten days of each session",
    },
    "lead": "مصلحة كتابة المجلس",
    "principles": ["transparency", "access_to_information"],
    "axis": "information",
    "idea_ids": ["idea-1", "idea-2"],
    "milestones": [
        {
            "key": "procedure",
            "title": {"ar": "مسطرة النشر", "fr": "Procédure", "en": "Procedure"},
            "due_on": "2026-04-30",
        },
        {
            "key": "online",
            "title": {"ar": "فضاء النشر", "fr": "Espace en ligne", "en": "Online space"},
            "due_on": "2026-10-31",
        },
    ],
}
DESK: dict[str, Any] = {
    "key": "online-desk",
    "title": {
        "ar": "شباك إلكتروني لطلب الوثائق الإدارية وتتبعها",
        "fr": "Guichet électronique de demande et de suivi des documents administratifs",
        "en": "Online desk to request and follow administrative documents",
    },
    "lead": "مصلحة الحالة المدنية",
    "principles": ["digitalisation"],
    "axis": "digital",
    "idea_ids": ["idea-4"],
    "milestones": [
        {"key": "study", "title": {"ar": "دراسة", "fr": "Étude", "en": "Study"}, "due_on": "2026-06-30"},
        {
            "key": "opening",
            "title": {"ar": "فتح الشباك", "fr": "Ouverture", "en": "Opening"},
            "due_on": "2027-06-30",
        },
    ],
}
BROADCAST: dict[str, Any] = {
    "key": "broadcast",
    "title": {
        "ar": "بث دورات المجلس",
        "fr": "Diffuser les sessions du conseil",
        "en": "Broadcast the sessions of the council",
    },
    "lead": "مصلحة التواصل",
    "principles": ["citizen_participation", "transparency"],
    "axis": "participation",
    "idea_ids": ["idea-3"],
    "milestones": [
        {
            "key": "equipment",
            "title": {"ar": "التجهيز", "fr": "Équipement", "en": "Equipment"},
            "due_on": "2026-09-30",
        },
    ],
}
BOARD: dict[str, Any] = {
    "key": "project-board",
    "title": {
        "ar": "لوحة عمومية لتتبع مشاريع الجماعة",
        "fr": "Tableau public de suivi des projets communaux",
        "en": "Public board to follow the commune's projects",
    },
    "lead": "مصلحة الأشغال",
    "principles": ["accountability"],
    "axis": "accountability",
    "idea_ids": ["idea-8"],
    "milestones": [
        {
            "key": "first-board",
            "title": {"ar": "أول لوحة", "fr": "Premier tableau", "en": "First board"},
            "due_on": "2027-09-30",
        },
    ],
}


def in_three(ar: str, fr: str, en: str) -> dict[str, str]:
    """A sentence in the three languages."""
    return {"ar": ar, "fr": fr, "en": en}
