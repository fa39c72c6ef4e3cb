"""The words that change what a finding means: negation, people, time, supposition.

Same pattern language as the knowledge; compiled into the same automaton, so that one pass over a text finds both.
"""

from __future__ import annotations

GAP_BLOCKERS = frozenset({"not", "no", "never", "without", "nor", "neither", "denies", "denied"})
NEGATIONS = GAP_BLOCKERS | {"deny", "denying", "cannot", "none"}

# A denial reaches the next few words and goes on through a list; these words end it.
DENIAL_STOPS = frozenset(
    "because since when whenever while which who so then now only just apart aside than besides until unless after before about due "
    "despite with i he she they we you my his their it this is are was were has have had feel feels felt report reports reported "
    "complain complains complained complaining admits endorses started start starts keeps keep got gets help helps helped works "
    "doctor gp hospital still also though however but except although whereas today yes".split()
)

_NOT_HAVE = (
    "have|has|had|having|get|gets|got|getting|gotten|experience|experienced|experiencing|notice|noticed|noticing|see|seen|seeing"
    "|feel|felt|feeling|develop|developed|suffer|suffered|suffering|complain|complained|report|reported|show|showing|shown"
)
_SPEAKER = (
    "friend|friends|internet|google|husband|wife|partner|boyfriend|girlfriend|mom|mum|mother|dad|father|sister|brother|son|daughter"
    "|roommate|colleague|coworker|boss|neighbor|they|everyone|everybody|people|website|websites|forum|forums|article|articles"
    "|chatgpt|ai|bot|webmd|reddit|family|someone|somebody|he|she|others|family members|tiktok|facebook"
)
_SAYS = (
    "say|says|said|saying|think|thinks|thought|claims|claimed|reckons|reckoned|suggests|suggested|insists|insisted|believes|told me"
    "|tells me|keeps saying|keeps telling me|keep saying|keep telling me|is saying|are saying|swears|told us"
)
_FEAR = (
    "afraid|scared|fear|fears|fearful|terrified|paranoid|worried|worry|worrying|worries|anxious|anxiety|phobia|panic|panicking|panicked"
    "|obsessed|obsessing|nervous|petrified|concerned|freaking out|freaked out|frightened|dread|dreading"
)
_ILLNESS_NOUN = (
    "symptom|symptoms|sign|signs|cause|causes|treatment|treatments|side effect|side effects|risk|risks|risk factor|risk factors"
    "|difference|differences|stages|stage|types|type|complications|prognosis|outlook|definition|meaning|warning signs|triggers|cure"
)
_WHICH = "the|some|any|all the|most|all|other|more|a|an"
_WHICH_KIND = "early|first|common|main|warning|usual|typical|most common|different|possible|classic|key|major|best|likely|long term|late"

PHRASES: dict[str, tuple[str, ...]] = {
    # -- negation --------------------------------------------------------------------------------------------------
    "no": (
        "no", "without", "negative for", "free {of|from}", "{absence|lack} of any", "never {had|have had|experienced|felt|got}", "none of",
        "{no|not any|without} {sign|signs|evidence|trace|hint|history|episodes|symptoms} of", "has not been any", "zero",
    ),
    "not_having": (
        f"not {{really|actually|currently|ever|even|yet|also|at all|}} {{{_NOT_HAVE}|been having}}", f"never {{{_NOT_HAVE}}}",
        "not {think|believe|feel like} {i|he|she|they|it|this|there|that} {have|has|had|is|am|was|are}", "{deny|denies|denied|denying}",
        "neither", "nor", "not any", "nothing like", "instead of", "rather than", "absent", "absence of",
    ),
    "not": ("not", "never", "nobody", "no {1|one}", "nothing"),
    "not_after": (
        "{is|was|are|were|has been|have been} {absent|negative|denied|ruled out|nil|none|excluded}", "no", "none", "negative", "nil",
        "denied", "absent", "not present",
        "{is|are|was|were|looks|look|seems|seem|feels|feel} {completely|totally|all|perfectly|} {fine|normal|ok|okay|all right|clear|good} {now|too|}",
    ),
    "not_a_denial": (
        "not {only|just|sure|certain|clear|to mention|knowing|really sure|exactly sure|entirely sure|100 sure|quite}",
        "no {doubt|idea|clue|matter|wonder|use|end|one|1|break|let up|better|relief|improvement|change|longer|less|sooner|joke|way|choice}",
        "not {improve|improved|improving|better|getting better|going away|gone|go away|gone away|went away|subsiding|subsided}",
        "not {resolve|resolved|resolving|easing|eased|stopping|stopped|stop|responding|respond|healing|heal|healed|settling|settled}",
        "not {help|helped|helping|work|worked|working|touching|get better|got better|calm down|let up|budge|budging|slowing|slowed}",
        "not {normal|right|well|good|okay|ok|usual|like me|like him|like her|myself|himself|herself|themselves|him|her|cool|fun|great}",
        "not {want|care|dare|let|like|know|understand|believe|remember|realize|expect|mind|think|tell|told|wait|ignore|joking|kidding}",
        "{why|or|if|whether or} not", "not {able|been able|allowed}", "cannot rule out", "not rule{d|} out", "not {until|unless|long ago|because}",
        "not {taken|taking|take|call|called|go|gone|going|went|seen|see|been} {a|an|any|the|my|to|in|} {doctor|gp|hospital|er|ambulance|medicine|medication|meds|work}",
        "not {an|a} {emergency|doctor|drug user|smoker|drinker}", "without {success|relief|improvement|help|insurance|warning|reason|medication}",
        "no {reason|warning|appetite|energy|insurance|money|doctor|hospital|ambulance|obvious|apparent|clear|known|explanation|cause}",
        "for no", "not 1", "nothing {help*|work*|stop*|eas*|reliev*|make*|touch*|but|else}",
    ),
    # -- people ----------------------------------------------------------------------------------------------------
    "family_history": (
        "family history", "history in {the|my|our|his|her} family", "{runs|run|running|ran} in {the|my|our|his|her|their} {family|families}",
        "family {has|have|had} {a|} {strong|long|} history", "{father|mother|dad|mom|mum|maternal|paternal} side", "in {the|my|our} family",
        "{died|dies|passed away|passed|dead|death} {of|from|after|due to|because of}", "{killed|took} {my|our|his|her}",
        "{relatives|family members|ancestors} {has|have|had|with|who}",
    ),
    "fiction": (
        "in {a|the|this|that|my|his|her} {movie|film|book|novel|show|series|story|episode|game|video game|dream|nightmare|play|cartoon|soap}",
        "{movie|film|book|novel|show|series|story|episode|documentary|dream|cartoon|script} {where|in which|about|when|that|showed|shows|had|with}",
        "{on|in} {the|} {tv|television|netflix|youtube}", "{character|characters|actor|actress|protagonist|hero of} {in|of|from|who|has|had|gets|is|was}",
        "{dreamed|dreamt|dreaming|dreamd} {that|about|of|i|my|}", "{writing|wrote|write} a {story|novel|book|script|play|screenplay|scene}",
        "{my|the} {character|protagonist|hero|heroine|villain}", "saw {a|the} {movie|film|show}", "watched {a|the} {movie|film|show}",
    ),
    "opinion": (
        f"{{{_SPEAKER}}} {{all|just|always|both|also|keep|keeps|}} {{{_SAYS}}} {{that|}} {{it|this|that|these|they|its}} {{is|was|are|were|might be|must be|could be|may be|has to be|will be|sounds like|seems|looks like}}",
        f"{{{_SPEAKER}}} {{all|just|always|both|also|}} {{{_SAYS}}} {{that|}} {{i|he|she|we}} {{am|is|are|have|has}} {{just|only|probably|merely|simply|nothing but|overreacting}}",
        f"{{{_SPEAKER}}} {{all|just|always|both|also|}} {{{_SAYS}}} {{not to|nothing|just|only|do not|i should not|there is nothing|no need}}",
        "according to {the|my|} {internet|google|friend|friends|chatgpt|website}",
    ),
    # -- supposition -----------------------------------------------------------------------------------------------
    "info": (
        f"what {{is|are|were|was|could be|would be}} {{{_WHICH}|}} {{{_WHICH_KIND}|}} {{{_WHICH_KIND}|}} {{{_ILLNESS_NOUN}}}",
        f"{{{_ILLNESS_NOUN}}} {{and symptoms|or symptoms|and signs|and treatments|and treatment|and causes|}} {{of|for|to}}",
        "what {cause|causes|happens|is meant|kind of|exactly is|exactly are}", "what {does|do} ~ {mean|cause|do}",
        "{can|could|does|do|will|would|may|might|how does|how do|how can|how could} ~ {cause|causes|lead to|result in|trigger|give you|make you|make people|affect|increase|prevent|treat|cure|help with|bring on}",
        "{is|are|was|can|could} ~ {a|an|the|be a|be an|} {symptom|sign|side effect|cause|complication|result|risk factor|symptoms|signs|side effects} {of|for}",
        "how {is|are} ~ {diagnosed|treated|prevented|transmitted|spread|tested|caught|managed|cured|detected|passed|inherited}",
        "how {do|can|to|should|would|could} {you|i|we|one|people|doctors|a doctor|they|a person|someone|} {best|} {prevent|avoid|treat|diagnose|test|recognize|detect|check|reduce|lower|cure|catch|spot|manage|get rid|protect|tell the difference}",
        "how {do|can|would|will|could|to} {you|i|we|one|people|someone|} {tell|know|recognize|be sure} {if|whether|when|that|it is} {i|someone|you|he|she|it|a person|somebody|my baby|my child} {am|is|are|have|has|gets|get|had|was} {having|getting|}",
        "difference between", "{tell|teach|inform} me {more|all|something|} about", "{anything|something} about",
        "{information|info|facts|article|articles|research|statistics|paper|papers|resources|leaflet|leaflets|studies|brochure|brochures|pamphlet|details|material|literature} {on|about|regarding|for|concerning|of}",
        "{want|like|need|love|wanted|trying|wish|interested|curious|hoping} {to|in} {know|knowing|learn|learning|understand|find out|read|finding out|get information|have information|more information} {more|} {about|on|what|how|if|whether|why|of|}",
        "{learn|learning|read|reading|curious|article|book} {more|} about", "is there {a|any|an} {cure|treatment|vaccine|test|link|connection|relationship|remedy|medication for|medicine for|risk|danger}",
        "{is|are} ~ {contagious|hereditary|genetic|curable|treatable|inherited|infectious|preventable|catching}",
        "how {common|rare|likely|often|dangerous|many} {is|are|do|does|people}", "what {percentage|percent|vaccine|vaccines|foods|food|vitamins|exercise|exercises|specialist}",
        "{risk|risks|chance|chances|odds|likelihood|probability|danger|dangers} of", "{prevent|preventing|prevention of|avoid|avoiding|reduce the risk of}",
        "can you {get|have|catch|die|develop|be|still}", "{can|do|does|should|will|would|may} {people|someone|anyone|women|men|children|babies|kids|adults|pregnant women|a person|one|diabetics|smokers|patients|somebody|pregnant people|a woman|a man|a child|a baby}",
        "why {do|does|would|can|are} {people|someone|babies|women|men|some|children|old people|patients}", "{hypothetically|theoretically|in general|in theory|generally speaking}",
        "{for|my|an|a} {homework|essay|exam|school project|thesis|class|presentation|assignment|research project|dissertation|biology class|nursing class|first aid course|quiz|test tomorrow}",
        "{definition|meaning|description|explanation|overview} of", "explain {what|how|why|to me|}", "{define|describe} {what|}", "what is {a|an|the|meant by|}",
    ),
    "info_after": ("{symptoms|symptom|causes|treatment|treatments|diagnosis|prevention|prognosis|signs|definition|meaning|information|awareness|statistics|research|vaccine|risk factors|facts}",),
    "what_if": (
        "what if", "if i {ever|should|were to|were|develop|start getting|start having|happen to}", "if i {get|got|had} {a|an|another|the|any|chest|severe|bad|}",
        "in case {of|i|he|she|there}",
        "{suppose|supposing|imagine|imagining|say} {i|that|you|someone|he|she}", "when {should|would} {i|you|we|one|someone|people|parents|a person|a parent|they}",
        "when {do|to} {i|you|we|} {need|have|worry|call|go|see|seek|get|be}", "what {happens|would happen|could happen} {if|when}", "in the event of", "should i ever",
        "{watch|look|looking|watching|on the lookout} {out for|for}", "next time", "would {it|that} be {dangerous|bad|serious|an emergency}",
    ),
    "if_somebody": ("if {someone|a person|you|somebody|anyone|one|people|a patient|anybody|your|a friend} {has|have|had|is|gets|get|got|was|with|are}", "if i {have|had|feel|am|was}"),
    "fear": (
        f"{{{_FEAR}}} {{of|about}} {{me|him|her|my child|my baby|}} {{having|getting|catching|developing|dying|suffering|suffer|another|going to|dropping|a|an}}",
        f"{{{_FEAR}}} {{that|}} {{i|he|she|it|this|we|they}} {{might|may|could|will|would|am going to|is going to|are going to|can|must|may have|might have|could have}} {{be|have|get|}} {{having|getting|}}",
        f"{{{_FEAR}}} {{that|}} {{it|this|these|that}} {{is|was|are}} {{a|an|}}", f"{{{_FEAR}}} {{of|about}} {{cancer|death|dying|illness|disease|sepsis|germs}}",
        "{convinced|certain} {that|} {i|he|she|it|this} {might|will|could|may|am going to|is going to}", "health anxiety", "hypochondri*",
    ),
    "asked": (
        "{could|can|might|may|would} {it|this|that|these|they|those|all this} {just|possibly|really|actually|also|still|} {be|mean|mean that} {a|an|the|from|signs of|symptoms of|}",
        "{is|was|are} {it|this|that|these} {just|possibly|maybe|really|actually|still|likely|definitely|} {a|an|like a|the start of|the beginning of|signs of|symptoms of|caused by|related to}",
        "{it|this|that} {might|may|could} be", "{maybe|perhaps|possibly} {it is|this is|it was|i have|i had|} {a|an|}", "{might|could|may} {i|he|she|they} {be|have} {having|}",
        "{am|is|are} {i|he|she|they} {having|getting|going to have|about to have|suffering|suffering from|at risk|going to get|dying}",
        "{do|does} {you|u|anyone|it} {think|believe|mean} {that|} {it|this|i|he|she} {is|am|have|has|could be|might be|may be} {having|}",
        "wondering if {it|this|i|he|she} {is|am|have|has|could be|might be|may be|could have|might have} {having|}", "{rule|ruled|ruling} out", "{misdiagnosed|mistaken} {as|for}",
    ),
    "action": (
        "what {should|do|can|could|would|must|to} {i|we|you|he|she|one|} {do|} {if|when|about|for|now|next|with|}",
        "should {i|we|you|he|she|they} {just|really|also|still|} {go|call|ring|take|get|seek|see|wait|worry|be|bring|rush|drive|head|do|give|phone|visit|ask}",
        "{do|does} {i|we|he|she|you} {need|have} to {go|call|see|take|be|get|worry|ring}", "{is|does} {it|this|that} {normal|serious|dangerous|urgent|an emergency|bad|ok|okay|safe|sound serious|need}",
    ),
    "advice": (
        "{what|which} {can|should|could|would|to|is} ~ {eat|drink|use|buy|wear|cook|best|good}", "how {do|can|long|many|much|often|soon|to|should}", "is it {safe|ok|okay|normal|fine|possible|true|good}",
        "{can|could|should|may|must} {i|we|you}", "do {i|we|you} {need|have|think|know}", "{recommend|recommended|best way|advice on|tips|suggest|suggestion|suggestions}", "{where|who} {can|should|do}", "{does|do|is|are} {it|this|that|these|they|the|my}",
    ),
    # -- time ------------------------------------------------------------------------------------------------------
    "over": (
        "{is|are|was|were|has|have|had|it|they|that|all|now|completely|just|then} {completely|totally|all|now|just|since|basically|mostly|almost|fully|} {gone|vanished|disappeared|resolved|over|stopped|passed|subsided|cleared|lifted|eased}",
        "{went|gone|go|goes|going} away", "{cleared|clears|let} up", "{resolved|subsided|disappeared|vanished|stopped}", "no longer {have|has|had|having|feel|feeling|there|hurts|hurting|got|present|a problem}",
        "not {any more|anymore} ", "back to {normal|himself|herself|myself|usual}", "wore off", "{passed|wore|eased|settled|calmed|died} {off|down}", "came back to normal", "{has|have|had|fully|completely} recovered",
    ),
    "past": (
        "used to", "previously", "in the past", "long {time|} ago", "years {ago|back}", "{as|was|when i was|when he was|when she was} a {child|kid|baby|teenager|teen|boy|girl|toddler|student|young}",
        "when {i|he|she|we|they} {was|were} {young|younger|little|small|in school|at school|in college|at university|at uni|pregnant with my first|a child|a kid|a baby}",
        "when {i|he|she} was {1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|30|35|40|45|50}", "back in {the|my|january|february|march|april|may|june|july|august|september|october|november|december}",
        "{last|previous|other} {year|month|summer|winter|spring|autumn|fall|christmas|january|february|march|april|may|june|july|august|september|october|november|december|pregnancy|time}",
        "in my {20s|30s|40s|teens|youth|childhood|20|30|40}", "{months|decades|ages|a while} {ago|back}", "{had|were|was} ~ {removed|cured|fixed|treated} {in|last|years|as|when}", "once {had|before}", "ever since i was", "a few years",
    ),
    "history": ("{previous|prior|past|remote|old} {history of|episode of|episodes of|medical history of}", "history of", "history includes", "{hx|pmh} {of|}"),
    "back_again": ("{came|come|comes|coming|is|are|was} back", "return{s|ed|}", "again", "{comes|come|came} and {goes|go|went}"),
    "onset": ("start{s|ed|ing|}", "{began|begun|begin|begins|beginning}", "since", "onset", "develop{ed|ing|s|}", "came on", "come on", "notice{d|}", "been", "diagnosed", "for the {last|past}", "over the {last|past}", "kicked in", "set in"),
    "chronic": ("chronic", "for {many|several|a few|some|10|20|2|3|4|5|6|7|8|9|15|30|} {years|decades}", "{all|most of} my life", "always {had|have|get|been|suffered}", "long {standing|term}", "for {as long as|ages|a long time}", "since {childhood|i was|birth|my teens}", "{lifelong|recurrent|recurring|usual}"),
    "current": ("now", "right now", "currently", "at the moment", "at present", "still", "today", "tonight", "just", "this {morning|afternoon|evening|minute|second|instant}", "{is|are|am} {still|now|currently}", "suddenly", "keeps", "ongoing", "continues", "at this moment", "{minute|minutes|hour|hours|second|seconds} ago"),
}  # fmt: skip
