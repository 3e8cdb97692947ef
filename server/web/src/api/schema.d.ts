export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export type components = {
    schemas: {
        /**
         * @description What a reviewer decides.
         * @enum {string}
         */
        Action: "accept" | "return" | "reopen";
        /**
         * @description Whether the place agrees with what is declared.
         * @enum {string}
         */
        Agreement: "agrees" | "approximate" | "disagrees" | "unknown";
        /**
         * @description How a signature is made.
         * @enum {string}
         */
        Algorithm: "ed25519" | "p256";
        /** @description A key that was made. */
        AppKey: {
            /** @description The device that it stands for; revoking that ends it. */
            device: components["schemas"]["Device"];
            /** @description The same as a QR code, an SVG picture. */
            qr_svg: string;
            /** @description Collect's settings as its QR codes hold them. */
            settings: string;
            /** @description The server's address to type into Collect, with the key in it. Told once. */
            url: string;
        };
        /** @description A value that has no place in the record. */
        AsideLine: {
            /** @description Where it stood in the XML. */
            path: string;
            /** @description What stood there. */
            value: string;
            /** @description Why it has no place. */
            why: components["schemas"]["Text"];
        };
        /**
         * @description What is asked for. Households are masked as lists mask them, and what is sensitive as a whole is left out, unless
         *     `open_households` says that they are opened, which is noted in the log for each of them.
         */
        Ask: {
            /** @description Which. */
            filter?: components["schemas"]["RecordChoice"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether households are named. */
            open_households?: boolean;
            /** @enum {string} */
            what: "records";
        } | {
            /** @description Of which records. */
            filter?: components["schemas"]["RecordChoice"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether households' are there. */
            open_households?: boolean;
            /** @enum {string} */
            what: "answers";
        } | {
            /** @description Of which records. */
            filter?: components["schemas"]["RecordChoice"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether households' are there. */
            open_households?: boolean;
            /**
             * @description In a package: photos as they came, with what cameras wrote into them. Otherwise images within 1,280 pixels,
             *     upright and with no metadata.
             */
            originals?: boolean;
            /** @enum {string} */
            what: "photos";
        } | {
            /** @description Which. */
            filter?: components["schemas"]["FindingChoice"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether households are named. */
            open_households?: boolean;
            /** @enum {string} */
            what: "findings";
        } | {
            /** @description Which. */
            filter?: components["schemas"]["SubjectChoice"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether households are named. */
            open_households?: boolean;
            /** @enum {string} */
            what: "subjects";
        } | {
            /** @description Which records, with the findings about them. */
            filter?: components["schemas"]["RecordChoice"];
            /** @description Which findings besides, with the records that show them. */
            findings?: components["schemas"]["FindingId"][];
            /** @description Whether households' are there. */
            open_households?: boolean;
            /** @enum {string} */
            what: "bundle";
            /**
             * @description Whether the log is there whole from the first entry about them on, whatever it speaks of; for whoever may
             *     read the log.
             */
            whole_log?: boolean;
        } | {
            /** @description The commune, with a visit. */
            commune?: components["schemas"]["UnitId"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether households are named. */
            open_households?: boolean;
            /** @description The record, in their place. */
            record?: components["schemas"]["RecordId"];
            /** @description The visit, with a commune. */
            visit?: components["schemas"]["VisitId"];
            /** @enum {string} */
            what: "minutes";
        } | {
            /** @description The commune. */
            commune: components["schemas"]["UnitId"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description The visit. */
            visit: components["schemas"]["VisitId"];
            /** @enum {string} */
            what: "notice";
        } | {
            /** @description Which. */
            evaluation: components["schemas"]["EvaluationId"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @description Whether photos of households are printed, and their records in a bundle. */
            open_households?: boolean;
            /** @enum {string} */
            what: "evaluation";
        } | {
            /** @description Which. */
            filter?: components["schemas"]["FindingChoice"];
            /** @description The kind of file. */
            format: components["schemas"]["ExportFormat"];
            /** @enum {string} */
            what: "follow_up";
        };
        /** @description What the answers of a record come to. */
        Assessment: {
            /** @description Findings that the answers propose. */
            flags: components["schemas"]["RaisedFlag"][];
            /** @description What a complete record would have and this one lacks. */
            omissions: components["schemas"]["Violation"][];
            /**
             * Format: double
             * @description Weighted share of đạt among what was judged, 0 to 1.
             */
            score?: number;
        };
        /** @description An attachment. */
        AttachmentBody: {
            /** @description When it was attached. */
            attached_at: components["schemas"]["Timestamp"];
            /** @description By whom. */
            attached_by_name: string;
            /** @description Whether it is of a time before the evaluation's days. */
            carried_over: boolean;
            /** @description What it was about. */
            category: components["schemas"]["Category"];
            /** @description What is another now than it was. */
            changed: components["schemas"]["SnapshotChange"][];
            /** @description When it last changed. Whoever moves it, takes it out or takes it anew says it as `seen`. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description The commune. */
            commune: components["schemas"]["UnitId"];
            /** @description What it was called. */
            commune_name: string;
            /** @description By which day it was to be put right. */
            due_on?: components["schemas"]["Date"];
            /** @description The finding. */
            finding: components["schemas"]["FindingId"];
            /** @description Its id. */
            id: components["schemas"]["AttachmentId"];
            /** @description How grave it was. */
            level: components["schemas"]["Level"];
            /** @description A remark. */
            note?: string;
            /** @description Its number. */
            number: string;
            /** @description How many photos show it. */
            photos: number;
            /** @description When it was raised. */
            raised_at: components["schemas"]["Timestamp"];
            /** @description The section. */
            section: components["schemas"]["Key"];
            /** @description The SHA-256 of the snapshot. */
            sha256: components["schemas"]["Sha256"];
            /** @description The evaluation of a level below that it came with. */
            source?: components["schemas"]["EvaluationId"];
            /** @description Whose that is. */
            source_name?: string;
            /** @description Where it stood. */
            state: components["schemas"]["State"];
            /** @description Where it stands now. */
            state_now: components["schemas"]["State"];
            /** @description The sub-project. */
            sub_project: components["schemas"]["SubProjectId"];
            /** @description Its code. */
            sub_project_code: string;
            /** @description What was inspected; of a household only the code. */
            subject_name?: string;
            /** @description What was found. */
            what: string;
        };
        /** @description Where to move an attachment, and what to note beside it. What is absent stays. */
        AttachmentEdit: {
            /** @description Before this attachment; `null` puts it at the end. */
            before?: components["schemas"]["AttachmentId"];
            /** @description The note; `null` takes it away. */
            note?: string;
            /** @description To this section. */
            section?: components["schemas"]["Key"];
            /** @description `changed_at` of the attachment that was looked at. */
            seen: components["schemas"]["Timestamp"];
        };
        /**
         * Format: uuid
         * @description A finding as it stood when it was attached to an evaluation.
         */
        AttachmentId: string;
        /** @description Attachments. */
        AttachmentList: {
            /** @description Those that were made; findings that are attached already are left where they are. */
            attachments: components["schemas"]["AttachmentBody"][];
        };
        /** @description What was looked at. */
        AttachmentSeen: {
            /** @description `changed_at` of the attachment that was looked at. */
            seen: components["schemas"]["Timestamp"];
        };
        /** @description An attachment with the whole of what was frozen. */
        AttachmentWhole: components["schemas"]["AttachmentBody"] & {
            /** @description The finding as it stood, with all that bears it out. */
            snapshot: components["schemas"]["FindingSnapshot"];
        };
        /** @description A map to draw under everything else. */
        BaseMapBody: {
            /** @description Whom to name on it. */
            attribution: string;
            /** @description Where its tiles are, with `{z}`, `{x}` and `{y}`. */
            tiles: string;
        };
        /** @description A body of the level below. */
        BelowBody: {
            /** @description How many findings it has attached. */
            attachments: number;
            /** @description When it last changed. Whoever takes a step with it says it as `seen`. */
            changed_at?: components["schemas"]["Timestamp"];
            /** @description The department. */
            department?: components["schemas"]["DepartmentId"];
            /** @description What it is called. */
            department_name?: string;
            /** @description Its evaluation; absent where it has begun none. */
            evaluation?: components["schemas"]["EvaluationId"];
            /** @description Where that stands. */
            state?: components["schemas"]["EvaluationState"];
            /** @description When it was handed in. */
            submitted_at?: components["schemas"]["Timestamp"];
            /** @description How many of these are attached to one's own. */
            taken: number;
            /** @description The unit, or whose department it is. */
            unit: components["schemas"]["UnitId"];
            /** @description What the unit is called. */
            unit_name: string;
        };
        /**
         * @description How far an outline can be trusted.
         * @enum {string}
         */
        BoundaryQuality: "approximate" | "reference-map" | "official";
        BTreeMap: {
            [key: string]: {
                /**
                 * Format: int64
                 * @description Out of how many, where it is a part.
                 */
                of?: number;
                /** @description The question below `/api/v1/` that lists what is behind it; absent where no list shows that. */
                query?: string;
                /**
                 * Format: int64
                 * @description How many.
                 */
                value: number;
            };
        };
        /**
         * @description Whether findings of earlier times belong to a section.
         * @enum {string}
         */
        CarriedOver: "with" | "only" | "without";
        /** @description A code of the catalogue. */
        CatalogueEntry: {
            /** @description The stable name. */
            code: string;
            /**
             * Format: int32
             * @description The HTTP status that goes with it.
             */
            status: number;
            /** @description What it means. */
            title: string;
            /** @description What it means, in Vietnamese. */
            title_vi: string;
        };
        /**
         * @description What a finding is about.
         * @enum {string}
         */
        Category: "quality" | "quantity" | "progress" | "documents" | "eligibility" | "funds" | "publicity" | "operation" | "safety" | "data" | "other";
        /** @description One changed thing. */
        Change: {
            /** @description Its whole state where it is there, by its kind. */
            body?: components["schemas"]["ChangeBody"];
            /** @description Its id; of a checklist, `id/version`. */
            id: string;
            /** @description What it is. */
            kind: components["schemas"]["Kind"];
            /** @description Whether it is there or gone. */
            op: components["schemas"]["Op"];
        };
        /** @description The whole state of a thing, by its kind. */
        ChangeBody: components["schemas"]["Unit"] | components["schemas"]["SubProject"] | components["schemas"]["Subject"] | components["schemas"]["Checklist"] | components["schemas"]["Visit"] | components["schemas"]["RecordState"] | components["schemas"]["EarlierFinding"];
        /** @description One rule's answer about one record, or about one photo of it. */
        Check: {
            /** @description The answer. */
            answer: components["schemas"]["Verdict"];
            /** @description What was measured. */
            figures: Record<string, unknown>;
            /** @description The photo that it is about; absent where it is about the record. */
            photo?: components["schemas"]["Sha256"];
            /** @description The rule's stable code. */
            rule: string;
            /** @description The answer in words, made from the figures. */
            text: components["schemas"]["Text"];
            /** @description What it was held against. */
            thresholds: Record<string, unknown>;
            /**
             * Format: int32
             * @description The rule's version: another version may answer otherwise to the same figures.
             */
            version: number;
        };
        /** @description Who held a form against the official text. */
        Checked: {
            /** @description Against which text. */
            against: string;
            /** @description Who. */
            by: string;
            /** @description When. */
            on: components["schemas"]["Date"];
        };
        /** @description One version of one checklist. Immutable once published: records name the version that they answer. */
        Checklist: {
            /**
             * Format: int32
             * @description The format's version: 1.
             */
            format: number;
            /** @description The checklist's name, the same in all its versions. */
            id: components["schemas"]["Key"];
            /** @description The sections in the order in which they are filled. */
            sections: components["schemas"]["Section"][];
            /** @description Figures that its rules compare with: proposals of this version, which a district confirms. */
            settings?: {
                [key: string]: components["schemas"]["Setting"];
            };
            /** @description The kind of subject that it inspects. */
            subject_kind: components["schemas"]["SubjectKind"];
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description Counts up from 1.
             */
            version: number;
        };
        /**
         * @description How grave a finding is. The circular knows no levels; these are the product's.
         * @enum {string}
         */
        ChecklistLevel: "F1" | "F2" | "F3";
        /** @description Checklists. */
        ChecklistList: {
            /** @description By id and version. */
            checklists: components["schemas"]["Checklist"][];
        };
        /** @description A checklist in one version. */
        ChecklistRef: {
            /** @description The checklist. */
            id: components["schemas"]["Key"];
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description One choice of an item. */
        Choice: {
            /** @description What is read. */
            label: components["schemas"]["Text"];
            /** @description What is stored. */
            value: components["schemas"]["Key"];
        };
        /** @description Where a column's numbers come from. */
        ColumnSource: {
            /** @description Its column. */
            column: string;
            /** @description The figure. */
            figure: components["schemas"]["FigureKey"];
        } | {
            /** @description The field. */
            field: components["schemas"]["Key"];
        };
        /** @description A record and its commune. */
        CommuneLink: {
            /**
             * Format: double
             * @description The accuracy of the point that was used.
             */
            accuracy_m?: number;
            /** @description Whether they agree. */
            agreement: components["schemas"]["Agreement"];
            /** @description What the point was. */
            by?: components["schemas"]["OfferedBy"];
            /** @description What the inspector states. */
            declared: components["schemas"]["UnitId"];
            /** @description What the place says. */
            derived?: components["schemas"]["UnitId"];
            /**
             * Format: double
             * @description Metres that the point is outside the declared commune's outline; 0 inside.
             */
            distance_m?: number;
            /** @description How that was found. */
            method: components["schemas"]["LinkMethod"];
            /** @description The quality of the declared commune's outline; of the derived one's where the declared has none. */
            quality?: components["schemas"]["BoundaryQuality"];
        };
        /** @description A commune with its numbers. */
        CommuneOverview: components["schemas"]["CommuneTotals"] & {
            /** @description The commune. */
            unit: components["schemas"]["UnitId"];
        };
        /** @description One commune in numbers. */
        CommuneTotals: {
            /** @description Records by what their evidence comes to; `unchecked` where it was not asked. */
            evidence: {
                [key: string]: number;
            };
            /** @description Findings. */
            findings: components["schemas"]["FindingTotals"];
            /**
             * Format: int64
             * @description Those among them with a record that is whole.
             */
            inspected: number;
            /**
             * Format: int64
             * @description Subjects to be inspected.
             */
            planned: number;
            /**
             * Format: int64
             * @description Records.
             */
            records: number;
            /** @description Records by where they stand. */
            status: {
                [key: string]: number;
            };
        };
        /** @description Something that holds of a record, does not hold, or cannot be told from what is known. */
        Condition: {
            /** @description The parts. */
            of: components["schemas"]["Condition"][];
            /** @enum {string} */
            test: "all";
        } | {
            /** @description The parts. */
            of: components["schemas"]["Condition"][];
            /** @enum {string} */
            test: "any";
        } | {
            /** @description The part. */
            of: components["schemas"]["Condition"];
            /** @enum {string} */
            test: "not";
        } | {
            /** @description The item. */
            item: components["schemas"]["Key"];
            /** @enum {string} */
            test: "answered";
        } | {
            /** @description The values. */
            any_of: components["schemas"]["Key"][];
            /** @description The item. */
            item: components["schemas"]["Key"];
            /** @enum {string} */
            test: "is";
        } | {
            /** @description The first. */
            left: components["schemas"]["Operand"];
            /** @description How the first stands to the second. */
            relation: components["schemas"]["Relation"];
            /** @description The second. */
            right: components["schemas"]["Operand"];
            /** @enum {string} */
            test: "compare";
        };
        /** @description How much is there. */
        Counts: {
            /**
             * Format: int64
             * @description Photos that are stored.
             */
            photos: number;
            /**
             * Format: int64
             * @description Things that were refused.
             */
            quarantined: number;
            /**
             * Format: int64
             * @description Records that are whole.
             */
            received: number;
            /**
             * Format: int64
             * @description Records.
             */
            records: number;
            /**
             * Format: int64
             * @description Snapshots.
             */
            revisions: number;
            /**
             * Format: int64
             * @description Records that wait for something.
             */
            waiting: number;
        };
        /**
         * Format: date
         * @description A calendar day, YYYY-MM-DD.
         */
        Date: string;
        /** @description The records captured on one day, by where they stand now. */
        DayOverview: {
            /**
             * Format: int64
             * @description Those that were accepted.
             */
            accepted: number;
            /** @description The day. */
            day: components["schemas"]["Date"];
            /**
             * Format: int64
             * @description Those that are whole and not decided on.
             */
            received: number;
            /**
             * Format: int64
             * @description Those that were sent back.
             */
            returned: number;
            /**
             * Format: int64
             * @description Those that wait for something.
             */
            waiting: number;
        };
        /** @description One decision. */
        DecisionLine: {
            /** @description What was decided. */
            action: components["schemas"]["Action"];
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description With which words. */
            comments: components["schemas"]["ReviewComment"][];
            /** @description On which snapshot. */
            head: components["schemas"]["RevisionId"];
            /**
             * Format: int64
             * @description Counts the record's decisions, from 1.
             */
            number: number;
            /** @description By whom. */
            person: components["schemas"]["PersonId"];
            /** @description What they are called. */
            person_name: string;
        };
        /** @description What became of one decision. */
        DecisionOutcome: {
            /** @description Why nothing was decided. */
            problem?: components["schemas"]["Problem"];
            /** @description The record. */
            record: components["schemas"]["RecordId"];
            /** @description Where it stands now; absent where nothing was decided. */
            status?: components["schemas"]["RecordStatus"];
        };
        /** @description What became of many decisions. */
        DecisionOutcomes: {
            /** @description In the order of the decisions. */
            outcomes: components["schemas"]["DecisionOutcome"][];
        };
        /** @description A department or other body that leads part of the programme. */
        Department: {
            /** @description Its short code. */
            code: string;
            /** @description Its id. */
            id: components["schemas"]["DepartmentId"];
            /** @description Its name. */
            name: string;
            /** @description Its name in English. */
            name_en: string;
        };
        /**
         * Format: uuid
         * @description A department or other body that leads part of the programme.
         */
        DepartmentId: string;
        /** @description Departments. */
        DepartmentList: {
            /** @description By code. */
            departments: components["schemas"]["Department"][];
        };
        /** @description An enrolled phone. */
        Device: {
            /** @description When it was enrolled. */
            enrolled_at: components["schemas"]["Timestamp"];
            /** @description The phone. */
            id: components["schemas"]["DeviceId"];
            /** @description The name of its key. */
            key: components["schemas"]["KeyId"];
            /** @description What it is. */
            kind: components["schemas"]["DeviceKind"];
            /** @description What its holder calls it. */
            label: string;
            /** @description Whose it is. */
            person: components["schemas"]["PersonId"];
            /** @description Its key. */
            public_key: components["schemas"]["PublicKey"];
            /** @description When it was revoked. */
            revoked_at?: components["schemas"]["Timestamp"];
            /** @description When it last spoke, to the hour. */
            seen_at?: components["schemas"]["Timestamp"];
        };
        /**
         * Format: uuid
         * @description An enrolled phone.
         */
        DeviceId: string;
        /**
         * @description What a device is.
         * @enum {string}
         */
        DeviceKind: "phone" | "form_client";
        /** @description How much is taken at once. */
        DeviceLimits: {
            /**
             * Format: int64
             * @description Most bytes of one photo.
             */
            photo_bytes: number;
            /** @description Most bytes of one push, before compression. */
            push_bytes: number;
            /** @description Most revisions of one push. */
            push_revisions: number;
        };
        /** @description Phones. */
        DeviceList: {
            /** @description Newest first. */
            devices: components["schemas"]["Device"][];
        };
        /** @description Whose a phone is. */
        DevicePerson: {
            /** @description The name that people read. */
            full_name: string;
            /** @description The person. */
            id: components["schemas"]["PersonId"];
            /** @description The name to sign in with. */
            name: string;
        };
        /** @description A phone, as its server knows it, and what it needs to know of the server to work without it. */
        DeviceSelf: {
            /** @description A map to draw under everything else, where one is set up. */
            base_map?: components["schemas"]["BaseMapBody"];
            /** @description The phone. */
            device: components["schemas"]["DeviceId"];
            /** @description What its holder calls it. */
            label: string;
            /** @description How much is taken at once. */
            limits: components["schemas"]["DeviceLimits"];
            /** @description Whose it is. */
            person: components["schemas"]["DevicePerson"];
            /** @description The key to seal to what is handed in as a file. */
            sealing_key: components["schemas"]["SealingKey"];
            /** @description The keys that receipts are checked with, newest first. */
            server_keys: components["schemas"]["ServerKeyBody"][];
            /** @description The server's clock, so that a phone can tell how wrong its own is. */
            server_time: components["schemas"]["Timestamp"];
            /** @description What the server's rules of evidence let pass, so that a phone can warn while its holder is still on site. */
            tolerances: components["schemas"]["Tolerances"];
            /** @description The unit whose records the person makes; absent where the person holds no role for it. */
            unit?: components["schemas"]["DeviceUnit"];
        };
        /** @description The unit whose records a phone's holder makes. */
        DeviceUnit: {
            /** @description The unit. */
            id: components["schemas"]["UnitId"];
            /** @description Its name, without the type. */
            name: string;
        };
        /** @description How a document begins. */
        DocumentLook: {
            /** @description The subject line; `{period}` and `{year}` stand for the evaluation's. */
            subject: string;
            /** @description The letters of the type in a document's symbol: `BC`. */
            symbol: string;
            /** @description The type of document in capitals: `BÁO CÁO`. */
            type: string;
        };
        /** @description What was found before, as whoever goes there again is told of it. */
        EarlierFinding: {
            /** @description What was said to have been done, where somebody answered: their last words. */
            answer?: string;
            /** @description The commune. */
            commune: components["schemas"]["UnitId"];
            /** @description The day by which it was to be put right. */
            due_on?: components["schemas"]["Date"];
            /** @description What was found. */
            found: string;
            /** @description Its id. */
            id: components["schemas"]["FindingId"];
            /** @description How grave it is. */
            level: components["schemas"]["ChecklistLevel"];
            /**
             * Format: int64
             * @description Its number in the year in which it was raised.
             */
            number: number;
            /** @description Photos that show it, then those of the last answer. */
            photos: components["schemas"]["Sha256"][];
            /** @description The day on which it was raised. */
            raised_on: components["schemas"]["Date"];
            /** @description What was recommended. */
            recommendation?: string;
            /** @description Where it stands; never withdrawn, because a withdrawn one is gone. */
            state: components["schemas"]["State"];
            /** @description The sub-project. */
            sub_project?: components["schemas"]["SubProjectId"];
            /** @description What was inspected; absent where it is about a whole commune. */
            subject?: components["schemas"]["SubjectId"];
        };
        /** @description A phone that wants in. */
        Enrol: {
            /** @description The code of the invitation; hyphens, spaces and case do not matter. */
            code: string;
            /** @description What its holder calls it. */
            label?: string;
            /** @description The phone's key. */
            public_key: components["schemas"]["PublicKey"];
        };
        /** @description A phone that is in. */
        Enrolled: {
            /** @description The phone. */
            device: components["schemas"]["DeviceId"];
            /** @description The name of its key, for signatures. */
            key: components["schemas"]["KeyId"];
            /** @description Whose it is. */
            person: components["schemas"]["PersonId"];
            /** @description The key that receipts are checked with. */
            server_key: components["schemas"]["ServerKeyBody"];
            /** @description What it sends as `Authorization: Bearer`. Told once. */
            token: string;
        };
        /**
         * @description What was done about an evaluation.
         * @enum {string}
         */
        EvaluationAct: "created" | "described" | "written" | "attached" | "moved" | "detached" | "refreshed" | "took_in" | "submitted" | "sent_back" | "consolidated" | "signed";
        /** @description An evaluation with all that is in it. */
        EvaluationBody: components["schemas"]["EvaluationLineBody"] & {
            /** @description What stands around its words. */
            head: components["schemas"]["Head"];
            /** @description The sections in order. */
            sections: components["schemas"]["SectionBody"][];
        };
        /** @description What of an evaluation to say otherwise. What is absent stays. */
        EvaluationEdit: {
            /** @description The first day of what it counts. */
            from?: components["schemas"]["Date"];
            /** @description The whole head. */
            head?: components["schemas"]["Head"];
            /** @description `changed_at` of what was looked at. */
            seen: components["schemas"]["Timestamp"];
            /** @description What people call it. */
            title?: string;
            /** @description The last day. */
            to?: components["schemas"]["Date"];
        };
        /** @description Something that was done about an evaluation. */
        EvaluationEventBody: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description The numbers of the findings that it was about. */
            findings: string[];
            /** @description What. */
            kind: components["schemas"]["EvaluationAct"];
            /**
             * Format: int64
             * @description Counts them, from 1.
             */
            number: number;
            /** @description By whom. */
            person: components["schemas"]["PersonId"];
            /** @description Their name. */
            person_name: string;
            /** @description The section that it was about. */
            section?: components["schemas"]["Key"];
            /** @description In their words; of a section that was written, what stood there before. */
            words?: string;
        };
        /** @description What was done about an evaluation. */
        EvaluationHistory: {
            /** @description In order. */
            events: components["schemas"]["EvaluationEventBody"][];
        };
        /**
         * Format: uuid
         * @description A report of a commune, a department or a district on a half-year or a year (báo cáo giám sát, đánh giá).
         */
        EvaluationId: string;
        /**
         * @description The kinds of evaluation.
         * @enum {string}
         */
        EvaluationKind: "monitoring" | "annual" | "thematic";
        /** @description An evaluation in a list. */
        EvaluationLineBody: {
            /**
             * Format: int64
             * @description How many findings are attached.
             */
            attachments: number;
            /** @description When anything of it last changed. Whoever describes it or takes a step says it as `seen`. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description When it was begun. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The department. */
            department?: components["schemas"]["DepartmentId"];
            /** @description What it is called. */
            department_name?: string;
            /** @description The digest of all that it says, once it is signed. */
            digest?: components["schemas"]["Sha256"];
            /** @description The form that it follows. */
            form: components["schemas"]["Key"];
            /** @description What the form is called. */
            form_title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description In which version.
             */
            form_version: number;
            /** @description The first day of what it counts. */
            from: components["schemas"]["Date"];
            /** @description Its id. */
            id: components["schemas"]["EvaluationId"];
            /** @description What the form is of. */
            kind: components["schemas"]["EvaluationKind"];
            /** @description What the caller may do with it now. */
            may: components["schemas"]["MayDo"][];
            /** @description The evaluation of the level above that took it in. */
            parent?: components["schemas"]["EvaluationId"];
            /** @description The part of it. */
            period: components["schemas"]["Period"];
            /** @description When it was signed. */
            signed_at?: components["schemas"]["Timestamp"];
            /** @description Where it stands. */
            state: components["schemas"]["EvaluationState"];
            /** @description When it was handed in. */
            submitted_at?: components["schemas"]["Timestamp"];
            /** @description What people call it. */
            title: string;
            /** @description The last day. */
            to: components["schemas"]["Date"];
            /** @description The unit that it is of, or whose department it is of. */
            unit: components["schemas"]["UnitId"];
            /** @description What the unit is called. */
            unit_name: string;
            /**
             * Format: int64
             * @description The year that it is about.
             */
            year: number;
        };
        /** @description Evaluations. */
        EvaluationList: {
            /** @description Newest year first. */
            evaluations: components["schemas"]["EvaluationLineBody"][];
        };
        /**
         * @description Where an evaluation stands.
         * @enum {string}
         */
        EvaluationState: "draft" | "submitted" | "consolidated" | "signed";
        /**
         * @description What moves an evaluation on.
         * @enum {string}
         */
        EvaluationStep: "submit" | "send_back" | "consolidate" | "sign";
        /** @description A step to take. */
        EvaluationStepBody: {
            /** @description The head as the document was issued. Only with signing, which needs its number, date and signatory's name. */
            head?: components["schemas"]["Head"];
            /** @description `changed_at` of what was looked at. */
            seen: components["schemas"]["Timestamp"];
            /** @description Which. */
            step: components["schemas"]["EvaluationStep"];
            /** @description Why. Needed to give back. */
            words?: string;
        };
        /** @description What the rules said at one time. */
        EvidenceAtTime: {
            /** @description Why they were asked: `arrival` or `rerun`. */
            cause: string;
            /** @description When. */
            checked_at: components["schemas"]["Timestamp"];
            /** @description Each rule's answer, for each photo where it is about photos. */
            checks: components["schemas"]["Check"][];
            /**
             * Format: int64
             * @description Counts the times, from 1.
             */
            number: number;
            /** @description The snapshot that they looked at. */
            revision: components["schemas"]["RevisionId"];
            /** @description The SHA-256 of the canonical form of `checks`; the log names it. */
            sha256: components["schemas"]["Sha256"];
        };
        /** @description A record's evidence. */
        EvidenceBody: {
            /** @description What they said before, newest first; only where it was asked for. */
            before?: components["schemas"]["EvidenceAtTime"][];
            /** @description What reviewers say of the rules. */
            marks?: components["schemas"]["MarkBody"][];
            /** @description What the rules say; absent until the record was checked. */
            now?: components["schemas"]["EvidenceAtTime"];
            /** @description What was read from its photos, as far as they are read. */
            photos: components["schemas"]["ReadPhoto"][];
            /** @description The record. */
            record: components["schemas"]["RecordId"];
        };
        /** @description What a record's evidence comes to. */
        EvidenceSummary: {
            /** @description The worst answer. */
            answer: components["schemas"]["Verdict"];
            /** @description When it was checked. */
            checked_at: components["schemas"]["Timestamp"];
            /**
             * Format: int32
             * @description How many give a strong reason to look.
             */
            failed: number;
            /**
             * Format: int32
             * @description How many had nothing to measure.
             */
            not_applicable: number;
            /**
             * Format: int32
             * @description How many checks passed.
             */
            passed: number;
            /** @description The reasons to look, the weightiest first. */
            reasons: components["schemas"]["Reason"][];
            /** @description The snapshot that was checked. Where it is not the record's head, the newest has not been checked yet. */
            revision: components["schemas"]["RevisionId"];
            /**
             * Format: int32
             * @description How many give a reason to look.
             */
            warned: number;
        };
        /** @description What a photo's metadata claims. Absent is what was not written or cannot be meant. */
        Exif: {
            /**
             * Format: double
             * @description Metres by which the place may be wrong (`GPSHPositioningError`).
             */
            accuracy_m?: number;
            /**
             * Format: double
             * @description Metres above sea level; negative below.
             */
            altitude_m?: number;
            /** @description When it was digitised (`DateTimeDigitized`). */
            digitized_at?: string;
            /**
             * Format: double
             * @description Where the camera looked, in degrees clockwise from north.
             */
            direction_deg?: number;
            /** @description Programs that left their name elsewhere than in `software` (XMP, Photoshop's segment). */
            editors?: string[];
            /** @description The satellites' time (`GPSDateStamp`, `GPSTimeStamp`), UTC. */
            gps_at?: components["schemas"]["Timestamp"];
            /**
             * Format: double
             * @description Latitude in degrees, WGS 84; present with `lon` or not at all.
             */
            lat?: number;
            /**
             * Format: double
             * @description Longitude in degrees.
             */
            lon?: number;
            /** @description The camera's maker. */
            maker?: string;
            /** @description The camera's model. */
            model?: string;
            /** @description When the file was last changed (`DateTime`). */
            modified_at?: string;
            /**
             * Format: int32
             * @description How the picture is turned, 1 to 8 as EXIF counts; 1 is upright.
             */
            orientation?: number;
            /** @description Why there is no place although something was written. */
            place_fault?: string;
            /** @description The software that wrote the file. */
            software?: string;
            /**
             * Format: int32
             * @description The picture's height in pixels, as the camera wrote it.
             */
            stated_height?: number;
            /**
             * Format: int32
             * @description The picture's width in pixels, as the camera wrote it.
             */
            stated_width?: number;
            /** @description When the photo was taken by the camera's clock (`DateTimeOriginal`). */
            taken_at?: string;
        };
        /** @description An export. */
        ExportBody: {
            /** @description What was asked for. */
            ask: components["schemas"]["Ask"];
            /**
             * Format: int64
             * @description How many bytes the file has so far.
             */
            bytes: number;
            /** @description When it was asked for. */
            created_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description How many records, findings or subjects went into it so far.
             */
            done: number;
            /** @description When it was done or given up. */
            ended_at?: components["schemas"]["Timestamp"];
            /** @description When it is removed. */
            expires_at?: components["schemas"]["Timestamp"];
            /** @description What the file is called. */
            file_name: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What the file is. */
            media_type: string;
            /** @description What went wrong: at the last try where it waits, for good where it failed. */
            problem?: components["schemas"]["ExportTrouble"];
            /** @description The SHA-256 of the file, once it is there. */
            sha256?: components["schemas"]["Sha256"];
            /** @description Where it stands. */
            state: components["schemas"]["ExportState"];
            /**
             * Format: int64
             * @description How many there are; 0 where that is not known yet.
             */
            total: number;
        };
        /**
         * @description The kind of file.
         * @enum {string}
         */
        ExportFormat: "csv" | "xlsx" | "geojson" | "gpkg" | "docx" | "pdf" | "zip";
        /** @description Exports. */
        ExportList: {
            /** @description Newest first. */
            exports: components["schemas"]["ExportBody"][];
        };
        /**
         * @description Where an export stands.
         * @enum {string}
         */
        ExportState: "waiting" | "running" | "done" | "failed";
        /** @description Why a file was not made. */
        ExportTrouble: {
            /** @description A code of the catalogue. */
            code: string;
            /** @description What is for whoever runs the server. */
            detail?: string;
            /** @description What it means. */
            title: string;
            /** @description What it means, in Vietnamese. */
            title_vi: string;
        };
        /** @description What a list holds, told apart in several ways. */
        Facets: {
            /** @description By commune. */
            commune: components["schemas"]["UnitCount"][];
            /**
             * Format: int64
             * @description With branches to settle.
             */
            conflicts: number;
            /** @description By what the evidence comes to; `unchecked` where it was not checked. */
            evidence: {
                [key: string]: number;
            };
            /** @description By the kind of the subject. */
            kind: {
                [key: string]: number;
            };
            /** @description By who sent them first. */
            person: components["schemas"]["PersonCount"][];
            /** @description By state. */
            status: {
                [key: string]: number;
            };
            /** @description By sub-project. */
            sub_project: components["schemas"]["SubProjectCount"][];
            /**
             * Format: int64
             * @description In all.
             */
            total: number;
            /** @description By visit. */
            visit: components["schemas"]["VisitCount"][];
        };
        /** @description What is to be filled by hand. */
        Field: {
            /** @description Filled once for each of these; once where absent. */
            by?: components["schemas"]["FieldRows"];
            /** @description Where it is to be found, in a smaller line. */
            hint?: components["schemas"]["Text"];
            /** @description Its name in data, unique in the form. */
            key: components["schemas"]["Key"];
            /** @description What it holds. */
            kind: components["schemas"]["FieldKind"];
            /** @description What is asked. */
            title: components["schemas"]["Text"];
            /** @description The unit of a number. */
            unit?: components["schemas"]["Measure"];
        };
        /** @description A field, with what was filled in. */
        FieldBody: {
            /** @description Where it is to be found. */
            hint?: components["schemas"]["Text"];
            /** @description Its name in data. */
            key: components["schemas"]["Key"];
            /** @description What it holds. */
            kind: components["schemas"]["FieldKind"];
            /** @description The rows that it is filled for; absent where it is filled once. */
            rows?: components["schemas"]["FieldRowBody"][];
            /** @description What is asked. */
            title: components["schemas"]["Text"];
            /** @description Whether it is still to be filled. */
            to_fill: boolean;
            /** @description The unit of a number. */
            unit?: components["schemas"]["Measure"];
            /** @description What was filled in. */
            value?: components["schemas"]["FieldValue"];
        };
        /** @description One value of a field. */
        FieldCell: number | string;
        /**
         * @description What a field holds.
         * @enum {string}
         */
        FieldKind: "number" | "text" | "date";
        /** @description A row of a field that is filled by rows. */
        FieldRowBody: {
            /** @description Its code. */
            key: string;
            /** @description What it is called. */
            title: components["schemas"]["Text"];
        };
        /**
         * @description What a field is filled once for each of.
         * @enum {string}
         */
        FieldRows: "sub_project";
        /** @description What was filled in for a field. */
        FieldValue: components["schemas"]["FieldCell"] | {
            [key: string]: components["schemas"]["FieldCell"];
        };
        /** @description A figure: a table of numbers. */
        Figure: {
            /** @description The columns in order. */
            columns: components["schemas"]["FigureColumn"][];
            /** @description How it was counted. */
            how: components["schemas"]["Text"];
            /** @description Which one. */
            key: components["schemas"]["FigureKey"];
            /** @description The rows in order. */
            rows: components["schemas"]["FigureRow"][];
            /** @description The heading. */
            title: components["schemas"]["Text"];
            /** @description The sums, where rows add up. */
            total?: components["schemas"]["BTreeMap"];
            /** @description What is counted. */
            unit: components["schemas"]["Text"];
        };
        /** @description One column of a figure. */
        FigureColumn: {
            /** @description Its name in data. */
            key: string;
            /** @description The heading. */
            title: components["schemas"]["Text"];
        };
        /** @description A number that the levels do not agree about. */
        FigureDifference: {
            /**
             * Format: int64
             * @description The sum of the level below.
             */
            below: number;
            /** @description The column. */
            column: string;
            /** @description The figure. */
            figure: components["schemas"]["FigureKey"];
            /**
             * Format: int64
             * @description One's own number.
             */
            own: number;
            /** @description The row. */
            row: string;
            /** @description What it is about. */
            row_title: components["schemas"]["Text"];
            /** @description What it is called. */
            title: components["schemas"]["Text"];
        };
        /**
         * @description The figures that there are.
         * @enum {string}
         */
        FigureKey: "inspected_by_sub_project" | "inspected_by_commune" | "passing_by_item" | "evidence_quality" | "evidence_rules" | "findings_by_category" | "findings_by_level" | "findings_by_sub_project" | "findings_by_commune" | "carried_over" | "measures" | "visits";
        /** @description One row of a figure. */
        FigureRow: {
            /** @description Its numbers. */
            cells: components["schemas"]["BTreeMap"];
            /** @description What rows of several kinds are grouped by. */
            group?: components["schemas"]["Text"];
            /** @description Its name in data: a code, an id, a word. */
            key: string;
            /** @description What it is about. */
            title: components["schemas"]["Text"];
        };
        /** @description The figures of an evaluation at one time. */
        Figures: {
            /** @description The day on which they were counted. */
            as_of: components["schemas"]["Date"];
            /** @description The tables. */
            figures: components["schemas"]["Figure"][];
            /** @description What is counted began on this day. */
            from: components["schemas"]["Date"];
            /** @description And ended on this one. */
            to: components["schemas"]["Date"];
        };
        /** @description The figures of an evaluation. */
        FiguresBody: components["schemas"]["Figures"] & {
            /** @description Whether they are those of the day on which it was handed in. */
            frozen: boolean;
        };
        /**
         * @description What to decide.
         * @enum {string}
         */
        FindingAction: "resolve" | "reopen" | "withdraw";
        /** @description What was done about a finding. */
        FindingAnswer: {
            /** @description Photos that show it. */
            photos?: components["schemas"]["Sha256"][];
            /** @description `changed_at` of what was looked at. */
            seen: components["schemas"]["Timestamp"];
            /** @description What was done. */
            text: string;
        };
        /** @description A finding. */
        FindingBody: {
            /** @description Whether it is of an earlier year and not put right. */
            carried_over: boolean;
            /** @description What it is about. */
            category: components["schemas"]["Category"];
            /** @description Why it came to that. */
            cause?: string;
            /** @description When it last changed. Whoever changes it says it as `seen`. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description The commune. */
            commune: components["schemas"]["UnitId"];
            /** @description By which day. */
            due_on?: components["schemas"]["Date"];
            /** @description What was done about it, in order; only where one finding is asked for. */
            events?: components["schemas"]["FindingEventBody"][];
            /** @description Its id. */
            id: components["schemas"]["FindingId"];
            /** @description The item of the record's checklist. */
            item?: components["schemas"]["Key"];
            /** @description How grave it is. */
            level: components["schemas"]["Level"];
            /** @description The number that people read, such as `2024-017`. */
            number: string;
            /** @description Whether its day has passed and it is not put right. */
            overdue: boolean;
            /** @description Photos that show it. */
            photos: components["schemas"]["Sha256"][];
            /** @description When it was raised. */
            raised_at: components["schemas"]["Timestamp"];
            /** @description By whom. */
            raised_by: components["schemas"]["PersonId"];
            /** @description Their name. */
            raised_by_name: string;
            /** @description What is recommended. */
            recommendation?: string;
            /** @description The record that shows it. */
            record?: components["schemas"]["RecordId"];
            /** @description Who puts it right. */
            responsible: components["schemas"]["Responsible"];
            /** @description The snapshot that was looked at. */
            revision?: components["schemas"]["RevisionId"];
            /** @description Where it stands. */
            state: components["schemas"]["State"];
            /** @description The sub-project. */
            sub_project: components["schemas"]["SubProjectId"];
            /** @description What was inspected. */
            subject?: components["schemas"]["SubjectId"];
            /** @description Its name; of a household only the code. */
            subject_name?: string;
            /** @description What was found. */
            what: string;
            /**
             * Format: int64
             * @description The year in which it was raised.
             */
            year: number;
        };
        /** @description A finding that is named beside an evaluation. */
        FindingBrief: {
            /** @description Whether it is of a time before the evaluation's days. */
            carried_over: boolean;
            /** @description What it is about. */
            category: components["schemas"]["Category"];
            /** @description When it last changed; of one that was put right, when that was. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description The commune. */
            commune: components["schemas"]["UnitId"];
            /** @description By which day it is to be put right. */
            due_on?: components["schemas"]["Date"];
            /** @description The finding. */
            id: components["schemas"]["FindingId"];
            /** @description How grave it is. */
            level: components["schemas"]["Level"];
            /** @description Its number. */
            number: string;
            /** @description When it was raised. */
            raised_at: components["schemas"]["Timestamp"];
            /** @description The record that shows it. */
            record?: components["schemas"]["RecordId"];
            /** @description Where it stands. */
            state: components["schemas"]["State"];
            /** @description The sub-project. */
            sub_project: components["schemas"]["SubProjectId"];
            /** @description What was inspected; of a household only the code. */
            subject_name?: string;
            /** @description What was found. */
            what: string;
        };
        /** @description Which findings. */
        FindingChoice: {
            /**
             * @description Only those of earlier years that are not put right, or all others.
             * @default null
             */
            carried_over: boolean;
            /**
             * @description Only those about one thing.
             * @default null
             */
            category: components["schemas"]["Category"];
            /**
             * @description Only those of one commune.
             * @default null
             */
            commune: components["schemas"]["UnitId"];
            /**
             * @description Only those that one department has to put right.
             * @default null
             */
            department: components["schemas"]["DepartmentId"];
            /**
             * @description Only those of the places, and of the part of the programme, that this evaluation is about.
             * @default null
             */
            evaluation: components["schemas"]["EvaluationId"];
            /**
             * @description Only those raised on this day or later.
             * @default null
             */
            from: components["schemas"]["Date"];
            /**
             * @description Only those put right no later than their day, or put right later.
             * @default null
             */
            in_time: boolean;
            /**
             * @description Only those of one level.
             * @default null
             */
            level: components["schemas"]["Level"];
            /**
             * @description Only those raised before this day and not put right before it.
             * @default null
             */
            open_on: components["schemas"]["Date"];
            /**
             * @description Only those that are overdue, or that are not.
             * @default null
             */
            overdue: boolean;
            /**
             * @description Words in what was found, in the subject's name or in the number, with or without tone marks.
             * @default null
             */
            q: string;
            /**
             * @description Only those of one record.
             * @default null
             */
            record: components["schemas"]["RecordId"];
            /**
             * @description Only those in one state.
             * @default null
             */
            state: components["schemas"]["State"];
            /**
             * @description Only those of one sub-project.
             * @default null
             */
            sub_project: components["schemas"]["SubProjectId"];
            /**
             * @description Only those raised on this day or earlier.
             * @default null
             */
            to: components["schemas"]["Date"];
            /**
             * @description Only those that whoever is responsible has to do something about, or others.
             * @default null
             */
            to_do: boolean;
            /**
             * @description Only those that were withdrawn, or that were not.
             * @default null
             */
            withdrawn: boolean;
            /**
             * Format: int64
             * @description Only those raised in one year.
             * @default null
             */
            year: number;
        };
        /** @description How many findings there are. */
        FindingCounts: {
            /**
             * Format: int64
             * @description Those of earlier years that are not put right.
             */
            carried_over: number;
            /**
             * Format: int64
             * @description Those that are overdue.
             */
            overdue: number;
            /** @description By state; states with none are left out. */
            state: {
                [key: string]: number;
            };
        };
        /** @description A decision on a finding. */
        FindingDecision: {
            /** @description What is decided. */
            action: components["schemas"]["FindingAction"];
            /** @description `changed_at` of what was looked at. */
            seen: components["schemas"]["Timestamp"];
            /** @description Why. Needed to reopen and to withdraw. */
            text?: string;
        };
        /** @description What of a finding to change. What is absent stays; `null` takes away. */
        FindingEdit: {
            /** @description What it is about. */
            category?: components["schemas"]["Category"];
            /** @description Why it came to that. */
            cause?: string;
            /** @description By which day. */
            due_on?: components["schemas"]["Date"];
            /** @description How grave it is. */
            level?: components["schemas"]["Level"];
            /** @description What is recommended. */
            recommendation?: string;
            /** @description Who puts it right; the commune where nobody is named. */
            responsible?: components["schemas"]["Responsible"];
            /** @description `changed_at` of what was looked at. */
            seen: components["schemas"]["Timestamp"];
            /** @description What was found. */
            what?: string;
        };
        /** @description Something that was done about a finding. */
        FindingEventBody: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description What. */
            kind: components["schemas"]["Step"];
            /**
             * Format: int64
             * @description Counts them, from 1.
             */
            number: number;
            /** @description By whom. */
            person: components["schemas"]["PersonId"];
            /** @description Their name. */
            person_name: string;
            /** @description Photos that show it. */
            photos: components["schemas"]["Sha256"][];
            /** @description In their words. */
            text?: string;
        };
        /**
         * Format: uuid
         * @description Something found wrong (phát hiện).
         */
        FindingId: string;
        /** @description A page of findings. */
        FindingPage: {
            /** @description How many the filter lets through in all, whichever state, and whether overdue or carried over, it asks for. */
            counts: components["schemas"]["FindingCounts"];
            /** @description Newest first. */
            findings: components["schemas"]["FindingBody"][];
            /** @description Where to go on; absent at the end. */
            next?: string;
        };
        /** @description Which findings are proposed in a section. What is not said does not narrow. */
        FindingRule: {
            /** @description Whether those of earlier times belong here. */
            carried_over?: components["schemas"]["CarriedOver"];
            /** @description About these things. */
            categories?: components["schemas"]["Category"][];
            /** @description Of these levels. */
            levels?: components["schemas"]["Level"][];
            /** @description Of these nodes of the programme, by code, each with all that is below it. */
            sub_projects?: string[];
        };
        /** @description What became of findings on the way up. */
        FindingsBetweenBody: {
            /** @description Attached to one's own, and not below. */
            added: components["schemas"]["FindingBrief"][];
            /** @description Attached below, and not to one's own. */
            dropped: components["schemas"]["FindingBrief"][];
            /** @description Attached at both levels. */
            taken: components["schemas"]["FindingBrief"][];
        };
        /** @description A finding as it stood. */
        FindingSnapshot: {
            /** @description What it is about. */
            category: components["schemas"]["Category"];
            /** @description Why it came to that. */
            cause?: string;
            /** @description When it had last changed. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description The commune, as it was on the day of the inspection. */
            commune: components["schemas"]["SnapshotUnit"];
            /** @description By which day. */
            due_on?: components["schemas"]["Date"];
            /** @description The finding. */
            finding: components["schemas"]["FindingId"];
            /**
             * Format: int32
             * @description The format's version: 1.
             */
            format: number;
            /** @description How grave it is. */
            level: components["schemas"]["Level"];
            /** @description The number that people read. */
            number: string;
            /** @description Photos that show it, and those of the record at its item. */
            photos: components["schemas"]["SnapshotPhoto"][];
            /** @description When it was raised. */
            raised_at: components["schemas"]["Timestamp"];
            /** @description What is recommended. */
            recommendation?: string;
            /** @description The record that shows it. */
            record?: components["schemas"]["SnapshotRecord"];
            /** @description Who puts it right. */
            responsible?: components["schemas"]["SnapshotBody"];
            /** @description Where it stood. */
            state: components["schemas"]["State"];
            /** @description What was done about it, in order: among it what the commune answered. */
            steps: components["schemas"]["SnapshotStep"][];
            /** @description The sub-project. */
            sub_project: components["schemas"]["SnapshotNode"];
            /** @description What was inspected. */
            subject?: components["schemas"]["SnapshotSubject"];
            /** @description What was found. */
            what: string;
            /**
             * Format: int64
             * @description The year in which it was raised.
             */
            year: number;
        };
        /** @description Findings in numbers. */
        FindingTotals: {
            /**
             * Format: int64
             * @description Neither put right nor withdrawn.
             */
            open: number;
            /**
             * Format: int64
             * @description Those among them whose day has passed.
             */
            overdue: number;
            /**
             * Format: int64
             * @description Put right.
             */
            resolved: number;
        };
        /** @description A position as a device gave it. */
        Fix: {
            /**
             * Format: double
             * @description Radius in metres within which the device believes itself to be (68 % for browsers and Android).
             */
            accuracy_m: number;
            /**
             * Format: double
             * @description Height above the ellipsoid in metres.
             */
            altitude_m?: number;
            /** @description When the position was measured. */
            at: components["schemas"]["OffsetTime"];
            /**
             * Format: double
             * @description Latitude in degrees, -90 to 90.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude in degrees, -180 to 180.
             */
            lon: number;
            /** @description True where the device says that the position was not measured. External receivers look like this too. */
            mocked?: boolean;
            /** @description What measured it. */
            source: components["schemas"]["FixSource"];
        };
        /**
         * @description What measured a position.
         * @enum {string}
         */
        FixSource: "gnss" | "network" | "browser" | "manual";
        /** @description A rule that turns an answer into a proposed finding. */
        Flag: {
            /** @description How grave it is. */
            level: components["schemas"]["ChecklistLevel"];
            /** @description What was found, as a sentence to start from. */
            message: components["schemas"]["Text"];
            /** @description When it is raised. */
            when: components["schemas"]["Condition"];
        };
        /** @description One version of one form. Immutable once published: evaluations name the version that they follow. */
        Form: {
            /** @description Who held it against the official text; it is not the official form where this is absent. */
            checked?: components["schemas"]["Checked"];
            /** @description How the document that comes of it begins. */
            document: components["schemas"]["DocumentLook"];
            /**
             * Format: int32
             * @description The format's version: 1.
             */
            format: number;
            /** @description The form's name, the same in all its versions. */
            id: components["schemas"]["Key"];
            /** @description What it is a form of. */
            kind: components["schemas"]["EvaluationKind"];
            /** @description Where it comes from, and what is unsure about it. */
            note?: components["schemas"]["Text"];
            /** @description The parts of a year that it is made for. */
            periods: components["schemas"]["Period"][];
            /** @description The sections in order. */
            sections: components["schemas"]["FormSection"][];
            /** @description The tables that go with the report. */
            tables?: components["schemas"]["FormTable"][];
            /** @description The template that it follows, such as `Mẫu số 01, Phụ lục II, Thông tư 10/2022/TT-BLĐTBXH`. */
            template?: string;
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description Counts up from 1.
             */
            version: number;
        };
        /**
         * @description The formats that are read.
         * @enum {string}
         */
        Format: "jpeg" | "png" | "webp" | "heic";
        /** @description Forms. */
        FormList: {
            /** @description By id and version. */
            forms: components["schemas"]["Form"][];
        };
        /** @description One section. */
        FormSection: {
            /** @description What inspections cannot say, to be filled by hand. */
            fields?: components["schemas"]["Field"][];
            /** @description Figures that stand there. */
            figures?: components["schemas"]["FigureKey"][];
            /** @description Which findings are proposed there; none can be attached where this is absent. */
            findings?: components["schemas"]["FindingRule"];
            /** @description What is to be written there. */
            guidance: components["schemas"]["Text"];
            /** @description The section's name in data. */
            key: components["schemas"]["Key"];
            /** @description The heading. */
            title: components["schemas"]["Text"];
        };
        /** @description A table of a form. */
        FormTable: {
            /** @description The columns from left to right, behind the row's code and name. */
            columns: components["schemas"]["TableColumn"][];
            /** @description Its name in data, unique in the form. */
            key: components["schemas"]["Key"];
            /** @description What people call it: `Biểu số 01`. */
            number: string;
            /** @description What it has a row for each of. */
            rows: components["schemas"]["TableRows"];
            /** @description The heading. */
            title: components["schemas"]["Text"];
            /** @description What its numbers are in: `triệu đồng`; of columns that say it themselves nothing. */
            unit?: components["schemas"]["Text"];
        };
        /** @description The head and the end of the document. */
        Head: {
            /** @description When it was issued. */
            date?: components["schemas"]["Date"];
            /** @description The body that issues it, line by line: `ỦY BAN NHÂN DÂN`, `HUYỆN VĂN QUAN`. */
            issuer?: string[];
            /** @description Its number in the year, such as `58`; given when it is issued. */
            number?: string;
            /** @description Where it is issued: `Văn Quan`. */
            place?: string;
            /** @description Who receives it, a line each. */
            recipients?: string[];
            /** @description Who signs. */
            signatory?: components["schemas"]["Signatory"];
            /** @description The body above the one that issues it. */
            superior?: string;
            /** @description What stands after the number: `BC-UBND`. */
            symbol?: string;
        };
        /** @description What an import did, or would do. */
        Imported: {
            /** @description Things that were added. */
            added: number;
            /** @description True where nothing was changed because only a check was asked for. */
            checked_only: boolean;
            /** @description Rows that were checked. */
            rows: number;
            /** @description Things that were there and were written again. */
            updated: number;
            /** @description What the file holds. */
            what: components["schemas"]["What"];
        };
        /** @description An invitation to enrol one phone. */
        Invitation: {
            /** @description What to type into the phone. */
            code: string;
            /** @description When it ends. */
            expires_at: components["schemas"]["Timestamp"];
            /** @description The address as a QR code, an SVG picture. */
            qr_svg: string;
            /** @description What the phone opens. */
            url: string;
        };
        /** @description Whom to invite. */
        Invite: {
            /** @description The person. */
            person: components["schemas"]["PersonId"];
        };
        /** @description One question (tiêu chí kiểm tra). */
        Item: {
            /** @description What kind of answer it takes. */
            answer: components["schemas"]["ItemType"];
            /** @description Answers that propose a finding. */
            flags?: components["schemas"]["Flag"][];
            /** @description What to look at, in a smaller line. */
            hint?: components["schemas"]["Text"];
            /** @description The item's name in data, unique in the checklist. */
            key: components["schemas"]["Key"];
            /** @description What must hold before a phone hands the record in. A record that arrives without it is incomplete. */
            must_hold?: components["schemas"]["MustHold"];
            /** @description When the item needs a photo; never where absent. */
            photo?: components["schemas"]["PhotoNeed"];
            /** @description The question as it is asked. */
            question: components["schemas"]["Text"];
            /** @description Whether a record without an answer is incomplete. */
            required?: boolean;
            /** @description When the item is asked; always where absent. */
            shown_if?: components["schemas"]["Condition"];
            /**
             * Format: double
             * @description Weight in the score, for pass/fail items; 1 where absent.
             */
            weight?: number;
        };
        /** @description The answer to one item, with a remark where the inspector wrote one. */
        ItemAnswer: {
            /** @description The inspector's remark. */
            note?: string;
            /** @description The answer itself. */
            value: unknown;
        };
        /** @description What kind of answer an item takes. */
        ItemType: {
            /** @enum {string} */
            type: "pass_fail";
        } | {
            /**
             * Format: int32
             * @description Digits after the point that the phone offers; 0 for counts.
             */
            decimals?: number;
            /**
             * Format: double
             * @description The most that can be entered.
             */
            max?: number;
            /**
             * Format: double
             * @description The least that can be entered.
             */
            min?: number;
            /** @enum {string} */
            type: "number";
            /** @description Its unit. */
            unit: components["schemas"]["Measure"];
        } | {
            /** @description What can be chosen. */
            choices: components["schemas"]["Choice"][];
            /** @enum {string} */
            type: "choice";
        } | {
            /** @description What can be chosen. */
            choices: components["schemas"]["Choice"][];
            /** @enum {string} */
            type: "multiple_choice";
        } | {
            /**
             * Format: int32
             * @description Longest text in characters; 4,000 where absent.
             */
            max_length?: number;
            /** @enum {string} */
            type: "text";
        } | {
            /** @enum {string} */
            type: "date";
        } | {
            /**
             * Format: int32
             * @description The most photos; no bound where absent.
             */
            max?: number;
            /**
             * Format: int32
             * @description The fewest photos; 1 where absent.
             */
            min?: number;
            /** @enum {string} */
            type: "photo";
        } | {
            /**
             * Format: double
             * @description The accuracy in metres that the phone waits for.
             */
            accuracy_m?: number;
            /** @enum {string} */
            type: "place";
        };
        /**
         * @description How an item is judged.
         * @enum {string}
         */
        JudgedAs: "pass" | "fail" | "judged";
        /** @description A name written by hand: lower-case ASCII letters, digits and `_`, starting with a letter, at most 64. */
        Key: string;
        /**
         * Format: uuid
         * @description A signing key, of a device or of the server.
         */
        KeyId: string;
        /**
         * @description The kinds of things that a phone pulls.
         * @enum {string}
         */
        Kind: "unit" | "sub_project" | "subject" | "checklist" | "visit" | "record" | "finding";
        /**
         * @description How grave a finding is.
         * @enum {string}
         */
        Level: "f1" | "f2" | "f3";
        /** @description The levels below an evaluation. */
        LevelsBody: {
            /** @description The bodies that owe one, and others that have one. */
            bodies: components["schemas"]["BelowBody"][];
            /** @description Where the sums of the level below differ from one's own numbers. */
            figures: components["schemas"]["FigureDifference"][];
            /** @description The sections. */
            sections: components["schemas"]["LevelSection"][];
        };
        /** @description One section over two levels. */
        LevelSection: {
            /** @description What became of findings. */
            findings: components["schemas"]["FindingsBetweenBody"];
            /** @description The section. */
            key: components["schemas"]["Key"];
            /** @description What the level below says there. */
            sources: components["schemas"]["SourceBody"][];
            /** @description The heading. */
            title: components["schemas"]["Text"];
        };
        /**
         * @description How the place's side of a link was found.
         * @enum {string}
         */
        LinkMethod: "declared" | "boundary" | "distance";
        /** @description The commune of a place. */
        Located: {
            /** @description Other units whose outlines hold the place too. */
            also: components["schemas"]["UnitId"][];
            /**
             * Format: double
             * @description Metres from the place to the unit; 0 inside.
             */
            distance_m?: number;
            /** @description How far the outline can be trusted. */
            quality?: components["schemas"]["BoundaryQuality"];
            /** @description The unit that holds the place, or the nearest; absent where none is within 200 km. */
            unit?: components["schemas"]["UnitId"];
        };
        /** @description One entry of the log. */
        LogLine: components["schemas"]["LogRow"] & {
            /** @description SHA-256 over the hash before and this entry, in hexadecimal. */
            hash: string;
        };
        /** @description A page of the log. */
        LogPage: {
            /** @description In order; backwards where they were asked for so. */
            entries: components["schemas"]["LogLine"][];
        };
        /** @description One act in the chain. */
        LogRow: {
            /** @description What. */
            action: string;
            /** @description Who: `person:ID`, `device:ID` or `system`. */
            actor: string;
            /**
             * Format: int64
             * @description When, in milliseconds since 1970 UTC.
             */
            at: number;
            /** @description Canonical JSON. */
            detail: string;
            /**
             * Format: int64
             * @description Its place in the chain, from 1.
             */
            seq: number;
            /** @description To what. */
            subject: string;
        };
        /** @description Decisions on many records. */
        ManyDecisions: {
            /** @description At most 200. */
            decisions: components["schemas"]["OneOfMany"][];
        };
        /** @description A reviewer's word on a rule. */
        MarkBody: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who says so. */
            person_name: string;
            /** @description The photo, where the rule spoke of one. */
            photo?: components["schemas"]["Sha256"];
            /** @description Whether there was a reason to look. */
            right: boolean;
            /** @description The rule's code. */
            rule: string;
        };
        /** @description How often each rule was right. */
        MarksBody: {
            /** @description By code; rules that nobody spoke of are left out. */
            rules: components["schemas"]["RuleMarks"][];
        };
        /**
         * @description What the caller may do with an evaluation now.
         * @enum {string}
         */
        MayDo: "write" | "delete" | "submit" | "send_back" | "consolidate" | "sign";
        /** @description A unit of measure: what is stored, and what people read. */
        Measure: {
            /** @description The unit's name in data, such as `trieu_dong`. */
            key: components["schemas"]["Key"];
            /** @description The unit's name on screen, such as `triệu đồng`. */
            label: components["schemas"]["Text"];
        };
        /** @description A condition that stops a phone from handing a record in. */
        MustHold: {
            /** @description What must hold. */
            condition: components["schemas"]["Condition"];
            /** @description What the inspector is told while it does not. */
            message: components["schemas"]["Text"];
        };
        /** @description One of a visit's team. */
        NamedMember: components["schemas"]["TeamMember"] & {
            /** @description What they are called. */
            name: string;
        };
        /** @description A subject that is nearer than the declared one. */
        NearerSubject: {
            /** @description The commune that it is in. */
            commune: components["schemas"]["UnitId"];
            /**
             * Format: double
             * @description Metres from the point to its site.
             */
            distance_m: number;
            /** @description The subject. */
            subject: components["schemas"]["SubjectId"];
        };
        /** @description Findings to attach. */
        NewAttachments: {
            /** @description Before this attachment; at the end where absent. */
            before?: components["schemas"]["AttachmentId"];
            /** @description The findings, in the order in which they are to stand; at most 1000. */
            findings: components["schemas"]["FindingId"][];
            /** @description The section. */
            section: components["schemas"]["Key"];
        };
        /** @description A decision. */
        NewDecision: {
            /** @description What to decide. */
            action: components["schemas"]["Action"];
            /** @description Words to items, to photos, or to the whole; at least one where the record is sent back. */
            comments?: components["schemas"]["ReviewComment"][];
            /** @description The snapshot that was looked at. */
            head: components["schemas"]["RevisionId"];
        };
        /** @description An evaluation to begin. */
        NewEvaluation: {
            /** @description The department. */
            department?: components["schemas"]["DepartmentId"];
            /** @description The form. */
            form: components["schemas"]["Key"];
            /** @description The first day of what it counts; that of the period where absent. */
            from?: components["schemas"]["Date"];
            /** @description Its id, made by whoever begins it, so that sending it twice begins one; the server makes one where it is absent. */
            id?: components["schemas"]["EvaluationId"];
            /** @description The part of it. */
            period: components["schemas"]["Period"];
            /** @description What people call it; the form's subject line where absent. */
            title?: string;
            /** @description The last day. */
            to?: components["schemas"]["Date"];
            /** @description The unit that it is of, or whose department it is of. */
            unit: components["schemas"]["UnitId"];
            /**
             * Format: int32
             * @description Its version; the newest where absent.
             */
            version?: number;
            /**
             * Format: int64
             * @description The year that it is about.
             */
            year: number;
        };
        /** @description A finding to raise. */
        NewFinding: {
            /** @description What it is about. */
            category: components["schemas"]["Category"];
            /** @description Why it came to that. */
            cause?: string;
            /** @description The commune; the record's or the subject's where absent. */
            commune?: components["schemas"]["UnitId"];
            /** @description By which day. Level f2 needs one. */
            due_on?: components["schemas"]["Date"];
            /** @description Its id, made by whoever raises it, so that sending it twice raises one; the server makes one where it is absent. */
            id?: components["schemas"]["FindingId"];
            /** @description The item of the record's checklist. */
            item?: components["schemas"]["Key"];
            /** @description How grave it is. */
            level: components["schemas"]["Level"];
            /** @description Photos that show it. */
            photos?: components["schemas"]["Sha256"][];
            /** @description What is recommended. */
            recommendation?: string;
            /** @description The record that shows it. */
            record?: components["schemas"]["RecordId"];
            /** @description Who puts it right; the commune where nobody is named. */
            responsible?: components["schemas"]["Responsible"];
            /** @description The snapshot that was looked at; the record's head where absent. */
            revision?: components["schemas"]["RevisionId"];
            /** @description The sub-project; the record's or the subject's where absent. */
            sub_project?: components["schemas"]["SubProjectId"];
            /** @description What was inspected; the record's where there is one. */
            subject?: components["schemas"]["SubjectId"];
            /** @description What was found. */
            what: string;
        };
        /** @description A reviewer's word on a rule. */
        NewMark: {
            /** @description The photo, where the rule spoke of one. */
            photo?: components["schemas"]["Sha256"];
            /** @description The record. */
            record: components["schemas"]["RecordId"];
            /** @description Whether there was a reason to look. */
            right: boolean;
            /** @description The rule's code. */
            rule: string;
        };
        /** @description A person to add. */
        NewPerson: {
            /** @description The department. */
            department?: components["schemas"]["DepartmentId"];
            /** @description The name that people read. */
            full_name: string;
            /** @description The name to sign in with: a-z, 0-9, `.`, `-` and `_`. */
            name: string;
            /** @description At least ten characters; without one the person cannot sign in at the desk, but can be enrolled on a phone. */
            password?: string;
            /** @description A number to call. */
            phone?: string;
            /** @description What the person may do, and where. */
            roles: components["schemas"]["PersonRole"][];
        };
        /** @description A filter to keep. */
        NewSavedFilter: {
            /** @description 1 to 80 characters. */
            name: string;
            /** @description The query string of the list's address, at most 2,000 characters. */
            query: string;
        };
        /** @description How a conflict is settled. */
        NewSettlement: {
            /** @description The branch that disagrees with it. */
            branch: components["schemas"]["RevisionId"];
            /** @description The head that was looked at. */
            head: components["schemas"]["RevisionId"];
            /** @description The items that are taken from the branch, with their photos. */
            take?: components["schemas"]["Key"][];
            /** @description Whether the branch's photos of the whole are added. */
            take_photos?: boolean;
        };
        /** @description A subject that the inspector met and no list had. */
        NewSubject: {
            /** @description Its id from now on. */
            id: components["schemas"]["SubjectId"];
            /** @description Its kind. */
            kind: components["schemas"]["SubjectKind"];
            /** @description What people call it. */
            name: string;
            /** @description The village (thôn, bản). */
            village?: string;
        };
        /**
         * @description What in a record offers a point.
         * @enum {string}
         */
        OfferedBy: "record" | "answer" | "photo";
        /**
         * Format: date-time
         * @description An instant with the offset of the place where it was read, RFC 3339.
         */
        OffsetTime: string;
        /** @description A decision on one of many records. */
        OneOfMany: {
            /** @description What to decide. */
            action: components["schemas"]["Action"];
            /** @description Words. */
            comments?: components["schemas"]["ReviewComment"][];
            /** @description The snapshot that was looked at. */
            head: components["schemas"]["RevisionId"];
            /** @description The record. */
            record: components["schemas"]["RecordId"];
        };
        /**
         * @description Whether a thing is there or gone.
         * @enum {string}
         */
        Op: "put" | "remove";
        /** @description A figure or a day that a rule computes with. */
        Operand: {
            /** @description The answer to a number or date item. */
            item: components["schemas"]["Key"];
        } | {
            /** @description One of the checklist's settings. */
            setting: components["schemas"]["Key"];
        } | {
            /** @description A planned figure of the subject; days are planned as numbers of days since 1970-01-01. */
            planned: components["schemas"]["Key"];
        } | {
            /** @description A planned day of the subject. */
            planned_date: components["schemas"]["Key"];
        } | {
            /**
             * Format: double
             * @description A figure written here.
             */
            number: number;
        } | {
            /** @description A day written here. */
            date: components["schemas"]["Date"];
        } | "inspection_date" | {
            /** @description The first plus the second; days may be added to a day. */
            sum: components["schemas"]["Operand"][];
        } | {
            /** @description The first less the second; between two days, the days from the second to the first. */
            difference: components["schemas"]["Operand"][];
        } | {
            /** @description A hundred times the first over the second; cannot be told where the second is 0. */
            percent: components["schemas"]["Operand"][];
        };
        /** @description What became of one revision. `number` counts the snapshots of its record in the order of their arrival, from 1. */
        Outcome: {
            /**
             * Format: int64
             * @description Its number in the record.
             */
            number: number;
            /** @enum {string} */
            outcome: "accepted";
            /** @description The server's word. */
            receipt: components["schemas"]["Receipt"];
        } | {
            /**
             * Format: int64
             * @description Its number in the record.
             */
            number: number;
            /** @enum {string} */
            outcome: "duplicate";
            /** @description The server's word. */
            receipt: components["schemas"]["Receipt"];
        } | {
            /**
             * Format: int64
             * @description Its number in the record.
             */
            number: number;
            /** @enum {string} */
            outcome: "merged";
            /** @description The server's word. */
            receipt: components["schemas"]["Receipt"];
            /** @description The snapshot that joins both. */
            revision: components["schemas"]["RevisionId"];
        } | {
            /**
             * Format: int64
             * @description Its number in the record.
             */
            number: number;
            /** @enum {string} */
            outcome: "conflict";
            /** @description JSON Pointers to where they disagree. */
            places: string[];
            /** @description The server's word. */
            receipt: components["schemas"]["Receipt"];
            /** @description The snapshot that it disagrees with. */
            theirs: components["schemas"]["RevisionId"];
        } | {
            /** @enum {string} */
            outcome: "rejected";
            /** @description Why. */
            problems: components["schemas"]["Violation"][];
        };
        /** @description The overview. */
        Overview: {
            /** @description Communes in which there is anything, by code. */
            communes: components["schemas"]["CommuneOverview"][];
            /** @description Days on which something was captured, in order. */
            days: components["schemas"]["DayOverview"][];
            /** @description Sub-projects in which there is anything, by code. */
            sub_projects: components["schemas"]["SubProjectOverview"][];
        };
        /** @description People. */
        PeopleList: {
            /** @description By name. */
            people: components["schemas"]["Person"][];
        };
        /**
         * @description The part of a year that an evaluation is about.
         * @enum {string}
         */
        Period: "first_half" | "year" | "none";
        /** @description A person who signs in or is enrolled on a phone. */
        Person: {
            /** @description False where the person may no longer act. */
            active: boolean;
            /** @description The department that the person belongs to. */
            department?: components["schemas"]["DepartmentId"];
            /** @description The name that people read. */
            full_name: string;
            /** @description Who. */
            id: components["schemas"]["PersonId"];
            /** @description The name to sign in with. */
            name: string;
            /** @description A number to call. */
            phone?: string;
            /** @description What the person may do, and where. */
            roles: components["schemas"]["PersonRole"][];
        };
        /** @description How many records of an inspector. */
        PersonCount: {
            /** @description The person. */
            id: components["schemas"]["PersonId"];
            /**
             * Format: int64
             * @description How many.
             */
            n: number;
            /** @description What they are called. */
            name: string;
        };
        /**
         * Format: uuid
         * @description A person who signs in or is enrolled on a phone.
         */
        PersonId: string;
        /** @description A role, and the unit in which it holds with all that belongs to it. */
        PersonRole: {
            /** @description The role. */
            role: components["schemas"]["Role"];
            /** @description The unit. */
            unit: components["schemas"]["UnitId"];
        };
        /** @description A photo as a record names it. The bytes travel apart. */
        Photo: {
            /**
             * Format: int64
             * @description How many bytes.
             */
            bytes: number;
            /** @description The inspector's words. */
            caption?: string;
            /** @description Where the phone was at that moment. */
            fix?: components["schemas"]["Fix"];
            /** @description The item that it shows; absent for a photo of the whole, and for a signature. */
            item?: components["schemas"]["Key"];
            /** @description `image/jpeg`, `image/png`, `image/webp` or `image/heic`. */
            media_type: string;
            /** @description The SHA-256 of its bytes. */
            sha256: components["schemas"]["Sha256"];
            /**
             * @description Who signed, where this is the picture of a signature that somebody drew on the phone, and no photo of a place.
             *     Its bytes travel and are waited for as those of any photo; no rule of evidence looks at them.
             */
            signed_by?: components["schemas"]["SignedBy"];
            /** @description When it was taken, where it was taken. */
            taken_at: components["schemas"]["OffsetTime"];
        };
        /** @description When an item needs a photo. */
        PhotoNeed: "always" | "if_flagged" | {
            /** @description When the condition holds. */
            required_if: components["schemas"]["Condition"];
        };
        /** @description Where one photo stands. */
        PhotoStatus: {
            /** @description The server's word. */
            receipt: components["schemas"]["Receipt"];
            /** @description The photo. */
            sha256: components["schemas"]["Sha256"];
            /** @enum {string} */
            status: "stored";
        } | {
            /**
             * Format: int64
             * @description Bytes that are there.
             */
            offset: number;
            /** @description The photo. */
            sha256: components["schemas"]["Sha256"];
            /** @enum {string} */
            status: "partial";
            /** @description The upload, at `/api/v1/uploads/{upload}`. */
            upload: components["schemas"]["UploadId"];
        } | {
            /** @description The photo. */
            sha256: components["schemas"]["Sha256"];
            /** @enum {string} */
            status: "missing";
        };
        /** @description `POST /api/v1/photos/status`: which of these are stored? */
        PhotoStatusRequest: {
            /** @description At most 1,000 names. */
            sha256: components["schemas"]["Sha256"][];
        };
        /** @description The answer, one for each name, in the order in which they were asked. */
        PhotoStatusResponse: {
            /** @description The answers. */
            photos: components["schemas"]["PhotoStatus"][];
        };
        /** @description What a photo's pixels show: figures that rules hold against thresholds. */
        Picture: {
            /**
             * Format: double
             * @description Mean brightness, 0 (black) to 1 (white), of luma (BT.601).
             */
            brightness?: number;
            /** @description Why the pixels could not be read where the file itself could; then there is no figure below. */
            fault?: string;
            /**
             * Format: int32
             * @description Height in pixels, as it is stored.
             */
            height: number;
            /**
             * Format: double
             * @description Sharpness, 0 (nothing but blur) to 1; absent too where there is nothing in the picture that could be sharp.
             *     What is measured is said with the rule that judges it.
             */
            sharpness?: number;
            /**
             * Format: int32
             * @description Width in pixels, as it is stored: not turned.
             */
            width: number;
        };
        /** @description A piece of text. */
        Piece: {
            /** @description What happened to it. */
            kind: components["schemas"]["PieceKind"];
            /** @description The text, blanks and line ends with it. */
            text: string;
        };
        /**
         * @description What happened to a piece of text between two versions.
         * @enum {string}
         */
        PieceKind: "same" | "removed" | "added";
        /** @description An `application/problem+json` answer (RFC 9457). */
        Problem: {
            /** @description What happened here, and what to do about it. */
            detail?: string;
            /** @description The places in the request that are wrong. */
            errors?: components["schemas"]["Violation"][];
            /** @description The request's id in the server's log. */
            request_id?: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What kind of problem it is. */
            title: string;
            /** @description The same in Vietnamese, for a screen. */
            title_vi: string;
            /** @description `/problems/` and the code: stable, and readable there. */
            type: string;
        };
        /** @description Findings that a section's rule proposes. */
        ProposalList: {
            /** @description The gravest first, then by number. */
            findings: components["schemas"]["FindingBrief"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description A public key, as a device enrols it. */
        PublicKey: {
            /** @description The algorithm. */
            algorithm: components["schemas"]["Algorithm"];
            /** @description Base64url without padding: 32 bytes for Ed25519, the 65 bytes of an uncompressed point for P-256. */
            key: string;
        };
        /** @description A page of `GET /api/v1/sync/pull?cursor=`. */
        PullResponse: {
            /** @description What changed, oldest first; of one thing only its newest state. */
            changes: components["schemas"]["Change"][];
            /** @description Where to go on. Opaque. */
            cursor: string;
            /**
             * Format: int64
             * @description How many changes are after this page: 0 where there is no more. A server need not count further than 100,000.
             */
            left: number;
            /** @description Whether there is more now. */
            more: boolean;
            /**
             * @description True where the phone must forget what it pulled before, and keep what it has not sent: this is page one of
             *     everything. The scope changed, the store was restored, or the cursor is older than the kept history.
             */
            reset: boolean;
            /** @description The server's clock, so that a phone can tell how wrong its own is. */
            server_time: components["schemas"]["Timestamp"];
        };
        /** @description Revisions to hand in. */
        PushBody: {
            /** @description At most 500, in any order. */
            revisions: components["schemas"]["Revision"][];
        };
        /** @description The outcomes, one for each revision, in the order in which they were sent. */
        PushResponse: {
            /** @description The outcomes. */
            outcomes: components["schemas"]["Outcome"][];
        };
        /** @description A page of what was refused. */
        QuarantinePage: {
            /** @description Newest first. */
            entries: components["schemas"]["QuarantineSummary"][];
        };
        /** @description A line of the quarantine's list. */
        QuarantineSummary: {
            /**
             * Format: int64
             * @description How many bytes it has.
             */
            bytes: number;
            /** @description The phone that sent it. */
            device: components["schemas"]["DeviceId"];
            /**
             * Format: uuid
             * @description Its id here.
             */
            id: string;
            /** @description The phone's holder. */
            person: components["schemas"]["PersonId"];
            /** @description Why it was refused. */
            problems: components["schemas"]["Violation"][];
            /** @description When it came first. */
            received_at: components["schemas"]["Timestamp"];
        };
        /** @description A finding that an answer proposes. */
        RaisedFlag: {
            /** @description The item. */
            item: components["schemas"]["Key"];
            /** @description How grave it is. */
            level: components["schemas"]["ChecklistLevel"];
            /** @description What was found. */
            message: components["schemas"]["Text"];
        };
        /** @description What a photo's bytes say. */
        Reading: {
            /** @description What the metadata claims; absent where there is none. */
            exif?: components["schemas"]["Exif"];
            /** @description What the bytes are, whatever was declared. */
            format: components["schemas"]["Format"];
            /** @description What the pixels show. */
            picture: components["schemas"]["Picture"];
        };
        /** @description What was read from one photo. */
        ReadPhoto: {
            /** @description When it was read. */
            read_at: components["schemas"]["Timestamp"];
            /** @description What was read; absent where nothing could be. */
            reading?: components["schemas"]["Reading"];
            /** @description The photo. */
            sha256: components["schemas"]["Sha256"];
            /** @description Why nothing could be read. */
            unreadable?: string;
        };
        /** @description A reason to look. */
        Reason: {
            /** @description Its answer. */
            answer: components["schemas"]["Verdict"];
            /** @description The photo that it is about; absent where it is about the record. */
            photo?: components["schemas"]["Sha256"];
            /** @description The rule's stable code. */
            rule: string;
            /** @description What was measured, in words. */
            text: components["schemas"]["Text"];
        };
        /** @description The server's signed word that a revision or a photo is durable. */
        Receipt: {
            /** @description When it became durable. */
            at: components["schemas"]["Timestamp"];
            /** @description The phone that handed it in; absent for a photo that was there already. */
            device?: components["schemas"]["DeviceId"];
            /** @description What is durable. */
            of: components["schemas"]["ReceiptOf"];
            /** @description The server's signature over the canonical form of everything else. */
            signature: components["schemas"]["Signature"];
        };
        /** @description What a receipt is for. */
        ReceiptOf: {
            /** @description A revision. */
            revision: {
                /** @description Its record. */
                record: components["schemas"]["RecordId"];
                /** @description Its id. */
                revision: components["schemas"]["RevisionId"];
                /** @description The SHA-256 of its canonical form. */
                sha256: components["schemas"]["Sha256"];
            };
        } | {
            /** @description A photo. */
            photo: {
                /**
                 * Format: int64
                 * @description How many bytes.
                 */
                bytes: number;
                /** @description The SHA-256 of its bytes. */
                sha256: components["schemas"]["Sha256"];
            };
        };
        /** @description One act upon a record. */
        RecordAct: {
            /** @description What. */
            action: string;
            /** @description Who: `person:ID`, `device:ID` or `system`. */
            actor: string;
            /** @description What a person is called, or who holds a phone. */
            actor_name?: string;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description What else was kept. */
            detail: Record<string, unknown>;
            /**
             * Format: int64
             * @description Its place in the log.
             */
            seq: number;
        };
        /** @description A record with its history. */
        RecordBody: components["schemas"]["RecordLine"] & {
            /** @description What it lacks, what it flags, how it scores. */
            assessment: components["schemas"]["Assessment"];
            /**
             * Format: int64
             * @description Snapshots that wait for their base.
             */
            held: number;
            /** @description The photos that are missing. */
            missing: components["schemas"]["Sha256"][];
            /** @description What was decided. */
            review: components["schemas"]["ReviewBody"];
            /** @description Its snapshots, by number. */
            revisions: components["schemas"]["RevisionLine"][];
            /**
             * Format: int64
             * @description How many submissions of OpenRosa's clients it was made of.
             */
            submissions: number;
        };
        /** @description Which records. */
        RecordChoice: {
            /**
             * @description Only those of this checklist, in any version.
             * @default null
             */
            checklist: components["schemas"]["Key"];
            /**
             * @description Only those of one commune.
             * @default null
             */
            commune: components["schemas"]["UnitId"];
            /**
             * @description Only those with branches to settle.
             * @default false
             */
            conflicts: boolean;
            /**
             * @description Only those of the places, and of the part of the programme, that this evaluation is about.
             * @default null
             */
            evaluation: components["schemas"]["EvaluationId"];
            /**
             * @description Only those whose evidence comes to this answer.
             * @default null
             */
            evidence: components["schemas"]["Verdict"];
            /**
             * @description Only those captured on this day or later.
             * @default null
             */
            from: components["schemas"]["Date"];
            /**
             * @description With `checklist` and `outcome`: only those that judge this item so.
             * @default null
             */
            item: components["schemas"]["Key"];
            /**
             * @description Only those about one kind of subject.
             * @default null
             */
            kind: components["schemas"]["SubjectKind"];
            /**
             * @description Only those whose subject is on the list of their visit.
             * @default false
             */
            of_visit: boolean;
            /**
             * @description How the item is judged.
             * @default null
             */
            outcome: components["schemas"]["JudgedAs"];
            /**
             * @description Only those of one person.
             * @default null
             */
            person: components["schemas"]["PersonId"];
            /**
             * @description With `from` and `to`: only those whose subject visits that begin within these days are to look at, or all others.
             * @default null
             */
            planned: boolean;
            /**
             * @description Words in the name, code or village of the subject, or in the inspector's name; with or without tone marks.
             * @default null
             */
            q: string;
            /**
             * @description Only this one, as lists show it: nothing is opened.
             * @default null
             */
            record: components["schemas"]["RecordId"];
            /**
             * @description Only those at which this rule gives a reason to look, such as `place.commune`.
             * @default null
             */
            rule: string;
            /**
             * @description With `rule`: only those at which it gives exactly this answer.
             * @default null
             */
            rule_answer: components["schemas"]["Verdict"];
            /**
             * @description Only those in one state.
             * @default null
             */
            status: components["schemas"]["RecordStatus"];
            /**
             * @description Only those of one sub-project.
             * @default null
             */
            sub_project: components["schemas"]["SubProjectId"];
            /**
             * @description Only those whose subject is listed in this commune, whatever the record says.
             * @default null
             */
            subject_commune: components["schemas"]["UnitId"];
            /**
             * @description Only those whose subject is paid for by this sub-project, whatever the record says.
             * @default null
             */
            subject_sub_project: components["schemas"]["SubProjectId"];
            /**
             * @description Only those captured on this day or earlier.
             * @default null
             */
            to: components["schemas"]["Date"];
            /**
             * @description Only those whose evidence was not checked.
             * @default false
             */
            unchecked: boolean;
            /**
             * @description Only those of one visit.
             * @default null
             */
            visit: components["schemas"]["VisitId"];
            /**
             * @description Only those that wait for nothing.
             * @default false
             */
            whole: boolean;
        };
        /**
         * Format: uuid
         * @description A record (phiếu kiểm tra): one inspection of one subject by one checklist.
         */
        RecordId: string;
        /** @description A record in a list. */
        RecordLine: {
            /** @description When the head was captured. */
            captured_at: components["schemas"]["Timestamp"];
            /** @description When it last changed here. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description The checklist that was filled. */
            checklist: components["schemas"]["ChecklistRef"];
            /** @description The commune, as declared. */
            commune: components["schemas"]["UnitId"];
            /** @description How it is linked to its commune. */
            commune_link: components["schemas"]["CommuneLink"];
            /**
             * Format: int64
             * @description Branches to settle.
             */
            conflicts: number;
            /** @description The phone that sent it first. */
            device: components["schemas"]["DeviceId"];
            /** @description What its evidence comes to; absent until it was checked. It is of the head where its `revision` is the head. */
            evidence?: components["schemas"]["EvidenceSummary"];
            /** @description When its first snapshot arrived. */
            first_received_at: components["schemas"]["Timestamp"];
            /** @description How many of its answers propose a finding. */
            flags: number;
            /** @description The snapshot that stands for it. */
            head?: components["schemas"]["RevisionId"];
            /** @description Whether it lacks something. */
            incomplete: boolean;
            /** @description What they are called. */
            inspector: string;
            /** @description The kind of the subject. */
            kind?: components["schemas"]["SubjectKind"];
            /** @description Whether the name is left out because it is a household's. */
            masked: boolean;
            /** @description How much it lacks. */
            omissions: number;
            /** @description Who sent it first. */
            person: components["schemas"]["PersonId"];
            /**
             * Format: int64
             * @description Photos that it names and that are not stored.
             */
            photos_missing: number;
            /** @description The record. */
            record: components["schemas"]["RecordId"];
            /**
             * Format: double
             * @description Weighted share of đạt among what was judged, 0 to 1.
             */
            score?: number;
            /** @description Where it stands. */
            status: components["schemas"]["RecordStatus"];
            /** @description The sub-project, as declared. */
            sub_project: components["schemas"]["SubProjectId"];
            /** @description The subject. */
            subject: components["schemas"]["SubjectId"];
            /** @description The subject's code in the district's lists. */
            subject_code?: string;
            /** @description How it is linked to its subject. */
            subject_link: components["schemas"]["SubjectLink"];
            /** @description What the subject is called; of a household only its code, until the record is opened. */
            subject_name: string;
            /** @description The subject's village. */
            village?: string;
            /** @description The visit. */
            visit?: components["schemas"]["VisitId"];
        };
        /** @description All that was done to a record. */
        RecordLog: {
            /** @description In order. */
            entries: components["schemas"]["RecordAct"][];
        };
        /** @description A page of records. */
        RecordPage: {
            /** @description Where to go on, as `after`; absent at the end. */
            next?: string;
            /** @description In the order that was asked for. */
            records: components["schemas"]["RecordLine"][];
        };
        /** @description A record as its phone sees it. */
        RecordState: {
            /** @description What the reviewer who sent it back wants mended; empty where it was not sent back. */
            comments?: components["schemas"]["ReviewComment"][];
            /**
             * Format: int64
             * @description Branches that a person has to settle.
             */
            conflicts: number;
            /** @description What the record's evidence comes to; absent until it was checked. */
            evidence?: components["schemas"]["EvidenceSummary"];
            /** @description Which items are flagged, for a list. */
            flagged_items?: components["schemas"]["Key"][];
            /** @description Findings that the answers propose. */
            flags: components["schemas"]["RaisedFlag"][];
            /** @description The snapshot that stands for the record; absent while only snapshots with a missing base are here. */
            head?: components["schemas"]["RevisionId"];
            /**
             * Format: int64
             * @description Snapshots that wait for the one they were made from.
             */
            held: number;
            /** @description What a complete record would have. */
            omissions: components["schemas"]["Violation"][];
            /**
             * Format: int64
             * @description Photos of the head that have not arrived.
             */
            photos_missing: number;
            /** @description The record. */
            record: components["schemas"]["RecordId"];
            /** @description Where it stands. */
            status: components["schemas"]["RecordStatus"];
        };
        /**
         * @description Where a record stands.
         * @enum {string}
         */
        RecordStatus: "waiting" | "received" | "accepted" | "returned";
        /** @description A photo that was not taken. */
        RefusedPhoto: {
            /** @description Why. */
            problem: components["schemas"]["Problem"];
            /** @description Its name. */
            sha256: components["schemas"]["Sha256"];
        };
        /**
         * @description How one figure or day stands to another.
         * @enum {string}
         */
        Relation: "below" | "at_most" | "equals" | "differs" | "at_least" | "above";
        /** @description What became of the photos of a file. */
        RescuedPhotos: {
            /** @description How many the server had. */
            known: number;
            /** @description Those whose bytes are missing from a damaged file. */
            missing: components["schemas"]["Sha256"][];
            /** @description Those that were not taken, and why. */
            refused: components["schemas"]["RefusedPhoto"][];
            /** @description How many were stored now. */
            stored: number;
        };
        /** @description What became of a revision. */
        RescuedRevision: {
            /** @description What a push of the phone's own would have answered. */
            outcome: components["schemas"]["Outcome"];
            /** @description The record, where the revision says which. */
            record?: components["schemas"]["RecordId"];
            /** @description The revision, where it says which it is. */
            revision?: components["schemas"]["RevisionId"];
        };
        /** @description What became of a file. */
        RescueOutcome: {
            /** @description What is wrong with the file, where it ends too early or was altered; what is told of it before that was whole. */
            damage?: components["schemas"]["Problem"];
            /** @description The phone that sealed it. */
            device: components["schemas"]["DeviceId"];
            /** @description What its holder calls it. */
            label: string;
            /** @description When the file was made, by the phone's clock. */
            made_at: components["schemas"]["OffsetTime"];
            /** @description Whose it is. */
            person: components["schemas"]["DevicePerson"];
            /** @description What became of the photos. */
            photos: components["schemas"]["RescuedPhotos"];
            /** @description What became of each revision, in the file's order. */
            revisions: components["schemas"]["RescuedRevision"][];
        };
        /** @description Who puts a finding right: a unit or a department. */
        Responsible: {
            /** @description The department. */
            department?: components["schemas"]["DepartmentId"];
            /** @description The unit. */
            unit?: components["schemas"]["UnitId"];
        };
        /** @description What was decided about a record. */
        ReviewBody: {
            /** @description In order. */
            decisions: components["schemas"]["DecisionLine"][];
        };
        /** @description A reviewer's words, to an item, to a photo, or to the whole. */
        ReviewComment: {
            /** @description The item. */
            item?: components["schemas"]["Key"];
            /** @description The photo. */
            photo?: components["schemas"]["Sha256"];
            /** @description The words. */
            text: string;
        };
        /** @description One immutable snapshot of a record (phiếu kiểm tra). */
        Revision: {
            /** @description The answers by item. */
            answers: {
                [key: string]: components["schemas"]["ItemAnswer"];
            };
            /** @description The snapshot that this one was made from; absent for a record's first. */
            base?: components["schemas"]["RevisionId"];
            /** @description When the inspection was made, where it was made. */
            captured_at: components["schemas"]["OffsetTime"];
            /** @description The checklist that was filled, in the version that was filled. */
            checklist: components["schemas"]["ChecklistRef"];
            /** @description The commune that it is in, as the inspector states. */
            commune: components["schemas"]["UnitId"];
            /** @description Where the inspector stood. */
            fix?: components["schemas"]["Fix"];
            /** @description What was inspected, where it was on no list. */
            new_subject?: components["schemas"]["NewSubject"];
            /** @description The photos, named by their bytes. */
            photos?: components["schemas"]["Photo"][];
            /** @description The record. */
            record: components["schemas"]["RecordId"];
            /** @description This snapshot. */
            revision: components["schemas"]["RevisionId"];
            /** @description The device's signature over the canonical form of everything else. Absent only in what a server made. */
            signature?: components["schemas"]["Signature"];
            /** @description The sub-project that paid for it, as the inspector states. */
            sub_project: components["schemas"]["SubProjectId"];
            /** @description What was inspected. Either this or `new_subject` is there. */
            subject?: components["schemas"]["SubjectId"];
            /** @description The visit in which it was filled. */
            visit?: components["schemas"]["VisitId"];
        };
        /**
         * Format: uuid
         * @description One immutable snapshot of a record.
         */
        RevisionId: string;
        /** @description A snapshot in a record's history. */
        RevisionLine: {
            /** @description The snapshot that it was made from. */
            base?: components["schemas"]["RevisionId"];
            /** @description The phone that sent it. */
            device: components["schemas"]["DeviceId"];
            /** @description The second snapshot, where the server joined two. */
            joined?: components["schemas"]["RevisionId"];
            /**
             * Format: int64
             * @description Its number.
             */
            number: number;
            /** @description `main`, `branch` or `held`. */
            place: string;
            /** @description When it arrived. */
            received_at: components["schemas"]["Timestamp"];
            /** @description The snapshot. */
            revision: components["schemas"]["RevisionId"];
            /** @description The SHA-256 of its canonical form. */
            sha256: components["schemas"]["Sha256"];
        };
        /**
         * @description What somebody is, within a unit and all that belongs to it.
         * @enum {string}
         */
        Role: "inspector" | "commune_officer" | "reviewer" | "evaluator" | "administrator";
        /** @description A rule. */
        RuleBody: {
            /** @description Its stable code. */
            code: string;
            /** @description What it measures, and why its thresholds are what they are. */
            explanation: components["schemas"]["Text"];
            /** @description The thresholds that hold here. */
            thresholds: Record<string, unknown>;
            /** @description What people call it. */
            title: components["schemas"]["Text"];
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
            /**
             * Format: int32
             * @description How much its reasons weigh beside those of other rules.
             */
            weight: number;
        };
        /** @description How often a rule was right. */
        RuleMarks: {
            /**
             * Format: int64
             * @description How often there was a reason to look.
             */
            right: number;
            /** @description The rule's code. */
            rule: string;
            /**
             * Format: int64
             * @description How often there was none.
             */
            wrong: number;
        };
        /** @description All rules. */
        RulesBody: {
            /** @description In the order in which they are asked. */
            rules: components["schemas"]["RuleBody"][];
        };
        /** @description A filter that somebody kept. */
        SavedFilter: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What they call it. */
            name: string;
            /** @description The query string of the list's address. */
            query: string;
        };
        /** @description The caller's filters. */
        SavedFilterList: {
            /** @description By name. */
            filters: components["schemas"]["SavedFilter"][];
        };
        /** @description The key to which a phone seals what it could not send (HPKE, RFC 9180). */
        SealingKey: {
            algorithm: "p256" & Record<string, unknown>;
            /** @description The key's name. */
            id: components["schemas"]["KeyId"];
            /** @description The 65 bytes of the uncompressed point in base64url without padding. */
            key: string;
        };
        /** @description A group of items that are filled together. */
        Section: {
            /** @description The questions. */
            items: components["schemas"]["Item"][];
            /** @description The section's name in data. */
            key: components["schemas"]["Key"];
            /** @description When the section is asked at all; always where absent. */
            shown_if?: components["schemas"]["Condition"];
            /** @description The heading. */
            title: components["schemas"]["Text"];
        };
        /** @description A section with what is written in it and attached to it. */
        SectionBody: {
            /** @description What is attached, in order. */
            attachments: components["schemas"]["AttachmentBody"][];
            /** @description When it was last written. Whoever writes it says it as `seen`; absent where nothing was. */
            changed_at?: components["schemas"]["Timestamp"];
            /** @description By whom. */
            changed_by_name?: string;
            /** @description The fields. */
            fields: components["schemas"]["FieldBody"][];
            /** @description The figures that stand there. */
            figures: components["schemas"]["FigureKey"][];
            /** @description What is to be written there. */
            guidance: components["schemas"]["Text"];
            /** @description The section's name in data. */
            key: components["schemas"]["Key"];
            /** @description Whether findings can be attached. */
            takes_findings: boolean;
            /** @description The heading. */
            title: components["schemas"]["Text"];
            /** @description The words. */
            words: string;
        };
        /** @description What to write in a section. */
        SectionEdit: {
            /** @description Fields that were filled, or cleared by `null`; what is absent stays. */
            fields?: {
                [key: string]: components["schemas"]["FieldValue"];
            };
            /** @description `changed_at` of the section that was looked at; `null` where nothing was written there yet. */
            seen: components["schemas"]["Timestamp"];
            /** @description The words. */
            words: string;
        };
        /** @description One of the server's keys. */
        ServerKeyBody: {
            /** @description Its name. */
            id: components["schemas"]["KeyId"];
            /** @description Its public half. */
            public_key: components["schemas"]["PublicKey"];
        };
        /** @description The server's keys. */
        ServerKeys: {
            /** @description Newest first: the first signs, all verify. */
            keys: components["schemas"]["ServerKeyBody"][];
        };
        /** @description A figure that rules compare with. */
        Setting: {
            /** @description What it decides. */
            title: components["schemas"]["Text"];
            /** @description Its unit. */
            unit?: components["schemas"]["Measure"];
            /**
             * Format: double
             * @description The figure.
             */
            value: number;
        };
        /** @description The SHA-256 of some bytes, written as 64 lower-case hexadecimal digits. A photo's name. */
        Sha256: string;
        /** @description Who signs a document. */
        Signatory: {
            /** @description For whom: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`; line by line. */
            authority?: string[];
            /** @description Their name. */
            name?: string;
            /** @description As what: `PHÓ CHỦ TỊCH`. */
            post?: string;
        };
        /** @description A signature with the name of the key that made it. */
        Signature: {
            /** @description The algorithm. */
            algorithm: components["schemas"]["Algorithm"];
            /** @description The key. */
            key: components["schemas"]["KeyId"];
            /** @description 64 bytes in base64url without padding: R and S for Ed25519 (RFC 8032), r and s for P-256 (FIPS 186-5). */
            value: components["schemas"]["SignatureBytes"];
        };
        /** @description The 64 bytes of a signature. */
        SignatureBytes: string;
        /** @description Who drew a signature. */
        SignedBy: {
            /** @description Their name. */
            name: string;
            /** @description As what they sign: head of the village, contractor, householder. */
            position?: string;
        };
        /** @description Who is signed in, and what they may do. */
        SignedIn: {
            /** @description A map to draw under everything else, where one is set up. */
            base_map?: components["schemas"]["BaseMapBody"];
            /** @description What they may do in some unit at least; pages show what these allow, and the server asks again at each step. */
            permissions: string[];
            /** @description The person. */
            person: components["schemas"]["Person"];
        };
        /** @description A name and a password. */
        SignIn: {
            /** @description The name to sign in with. */
            name: string;
            /** @description The password. */
            password: string;
        };
        /** @description Where a subject is planned to be, and how well that is known. */
        Site: {
            /** @description GeoJSON geometry: Point, `LineString` or Polygon. */
            geometry: Record<string, unknown>;
            /** @description How well the place is known. Nearness to an unverified place proves nothing. */
            quality: components["schemas"]["SiteQuality"];
            /** @description Who gave it: a document, a person. */
            source?: string;
        };
        /**
         * @description How well a planned place is known.
         * @enum {string}
         */
        SiteQuality: "guessed" | "documented" | "surveyed";
        /** @description Who puts a finding right. */
        SnapshotBody: {
            /** @description The department. */
            department?: components["schemas"]["DepartmentId"];
            /** @description What it is called. */
            name: string;
            /** @description The unit. */
            unit?: components["schemas"]["UnitId"];
        };
        /** @description Something that is another now than it was. */
        SnapshotChange: {
            /** @description What it was. */
            before: string;
            /** @description Its name in data. */
            field: string;
            /** @description What it is now. */
            now: string;
            /** @description What people call it. */
            title: string;
        };
        /** @description A check that gives a reason to look. */
        SnapshotCheck: {
            /** @description The answer. */
            answer: components["schemas"]["Verdict"];
            /** @description What was measured. */
            figures: Record<string, unknown>;
            /** @description The photo that it is about. */
            photo?: components["schemas"]["Sha256"];
            /** @description The rule's code. */
            rule: string;
            /** @description The answer in words. */
            text: components["schemas"]["Text"];
            /** @description What it was held against. */
            thresholds: Record<string, unknown>;
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description What the rules of evidence said. */
        SnapshotEvidence: {
            /** @description The worst answer. */
            answer: components["schemas"]["Verdict"];
            /** @description When. */
            checked_at: components["schemas"]["Timestamp"];
            /** @description The checks that warn or fail, with their figures. */
            checks: components["schemas"]["SnapshotCheck"][];
            /** @description How many checks passed, warned, failed, and had nothing to measure. */
            counts: number[];
            /** @description The snapshot that was checked. */
            revision: components["schemas"]["RevisionId"];
            /** @description The SHA-256 of all that they said, which the log holds. */
            sha256: components["schemas"]["Sha256"];
        };
        /** @description An item of a checklist with its answer. */
        SnapshotItem: {
            /** @description The answer in words; absent where there was none. */
            answer?: components["schemas"]["Text"];
            /** @description The item. */
            key: components["schemas"]["Key"];
            /** @description The inspector's remark. */
            note?: string;
            /** @description The question. */
            question: components["schemas"]["Text"];
        };
        /** @description A node of the programme by its name of then. */
        SnapshotNode: {
            /** @description Its code. */
            code: string;
            /** @description The node. */
            id: components["schemas"]["SubProjectId"];
            /** @description Its name. */
            name: string;
        };
        /** @description A photo by its bytes. */
        SnapshotPhoto: {
            /** @description Whether the finding itself names it; else the record does, at the finding's item. */
            by_finding: boolean;
            /** @description The inspector's words. */
            caption?: string;
            /** @description Where the phone was: latitude and longitude in degrees; left out of a household. */
            place?: number[];
            /** @description The SHA-256 of its bytes. */
            sha256: components["schemas"]["Sha256"];
            /** @description When it was taken. */
            taken_at?: string;
        };
        /** @description A record as it stood. */
        SnapshotRecord: {
            /** @description The day of the inspection. */
            captured_on: components["schemas"]["Date"];
            /** @description The checklist. */
            checklist: components["schemas"]["ChecklistRef"];
            /** @description What it is called. */
            checklist_title: components["schemas"]["Text"];
            /** @description What the rules of evidence said of it. */
            evidence?: components["schemas"]["SnapshotEvidence"];
            /** @description The snapshot that stood for the record. */
            head?: components["schemas"]["RevisionId"];
            /** @description The record. */
            id: components["schemas"]["RecordId"];
            /** @description The item that the finding is about, with its answer. */
            item?: components["schemas"]["SnapshotItem"];
            /** @description The snapshot of it that was looked at when the finding was raised. */
            revision?: components["schemas"]["RevisionId"];
            /** @description The SHA-256 of that snapshot's canonical form. */
            sha256?: components["schemas"]["Sha256"];
            /** @description Where the record stood. */
            status: components["schemas"]["RecordStatus"];
            /** @description The visit. */
            visit?: components["schemas"]["SnapshotVisit"];
        };
        /** @description Something that was done about a finding. */
        SnapshotStep: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description By whom. */
            by: string;
            /** @description What. */
            kind: components["schemas"]["Step"];
            /**
             * Format: int64
             * @description Counts them, from 1.
             */
            number: number;
            /** @description Photos that show it. */
            photos: components["schemas"]["Sha256"][];
            /** @description In their words. */
            words?: string;
        };
        /** @description What was inspected. */
        SnapshotSubject: {
            /** @description Its code. */
            code?: string;
            /** @description The subject. */
            id: components["schemas"]["SubjectId"];
            /** @description Its kind. */
            kind: components["schemas"]["SubjectKind"];
            /** @description Its name; left out of a household. */
            name?: string;
            /** @description The village; left out of a household. */
            village?: string;
        };
        /** @description A unit by its name of then. */
        SnapshotUnit: {
            /** @description Its code. */
            code: string;
            /** @description The unit. */
            id: components["schemas"]["UnitId"];
            /** @description Its type and name: `xã Điềm He`. */
            name: string;
        };
        /** @description A visit. */
        SnapshotVisit: {
            /** @description The visit. */
            id: components["schemas"]["VisitId"];
            /** @description The plan or decision behind it. */
            plan?: string;
            /** @description What people call it. */
            title: string;
        };
        /** @description What a body of the level below says in one section. */
        SourceBody: {
            /** @description From its words to one's own; only of the section that was asked for. */
            difference?: components["schemas"]["Piece"][];
            /** @description Its evaluation. */
            evaluation: components["schemas"]["EvaluationId"];
            /** @description What the body is called. */
            name: string;
            /** @description Its words. */
            words: string;
        };
        /**
         * @description Where a finding stands.
         * @enum {string}
         */
        State: "open" | "answered" | "resolved" | "reopened" | "withdrawn";
        /**
         * @description What was done about a finding.
         * @enum {string}
         */
        Step: "raised" | "edited" | "answered" | "resolved" | "reopened" | "withdrawn";
        /** @description A photo that was stored. */
        StoredPhotoBody: {
            /**
             * Format: int64
             * @description How many bytes.
             */
            bytes: number;
            /** @description Its name. */
            sha256: components["schemas"]["Sha256"];
        };
        /** @description What is inspected (đối tượng kiểm tra). */
        Subject: {
            /** @description Further sub-projects and policies that reach it; households only. */
            also?: components["schemas"]["SubProjectId"][];
            /** @description Its code in the district's lists. */
            code?: string;
            /** @description The commune that it is in. */
            commune: components["schemas"]["UnitId"];
            /** @description Its id. */
            id: components["schemas"]["SubjectId"];
            /** @description Its kind. */
            kind: components["schemas"]["SubjectKind"];
            /** @description What people call it. */
            name: string;
            /** @description Planned figures, by the names that checklists use. */
            planned?: {
                [key: string]: number;
            };
            /** @description Where it is planned to be. */
            site?: components["schemas"]["Site"];
            /** @description The sub-project that pays for it. */
            sub_project: components["schemas"]["SubProjectId"];
            /** @description Met on site, on no list; a reviewer confirms it. */
            unlisted?: boolean;
            /** @description The village. */
            village?: string;
        };
        /** @description Which subjects. */
        SubjectChoice: {
            /**
             * @description Only those of one commune.
             * @default null
             */
            commune: components["schemas"]["UnitId"];
            /**
             * @description Only those of the places, and of the part of the programme, that this evaluation is about.
             * @default null
             */
            evaluation: components["schemas"]["EvaluationId"];
            /**
             * @description Only those of one kind.
             * @default null
             */
            kind: components["schemas"]["SubjectKind"];
            /**
             * @description Only those that a list gave, and that were not met on site.
             * @default false
             */
            listed: boolean;
            /**
             * @description With `evaluation`: only those that visits which begin within its days are to look at.
             * @default false
             */
            planned: boolean;
            /**
             * @description Only those paid for by one sub-project.
             * @default null
             */
            sub_project: components["schemas"]["SubProjectId"];
        };
        /**
         * Format: uuid
         * @description What is inspected (đối tượng kiểm tra).
         */
        SubjectId: string;
        /**
         * @description The five kinds of subject (đối tượng kiểm tra).
         * @enum {string}
         */
        SubjectKind: "work" | "model" | "replication_point" | "household" | "session";
        /** @description A record and its subject. */
        SubjectLink: {
            /**
             * Format: double
             * @description The accuracy of the point that was used.
             */
            accuracy_m?: number;
            /** @description Whether they agree. */
            agreement: components["schemas"]["Agreement"];
            /**
             * Format: double
             * @description Metres from the point to the subject's site.
             */
            distance_m?: number;
            /** @description How the place's side was found. */
            method: components["schemas"]["LinkMethod"];
            /** @description Another subject whose site is nearer. */
            nearest?: components["schemas"]["NearerSubject"];
            /** @description How well the declared subject's site is known. */
            quality?: components["schemas"]["SiteQuality"];
            /** @description What the inspector states. */
            subject: components["schemas"]["SubjectId"];
        };
        /** @description A page of subjects. */
        SubjectPage: {
            /** @description Where to go on; absent at the end. */
            next?: components["schemas"]["SubjectId"];
            /** @description In the order of their ids. */
            subjects: components["schemas"]["Subject"][];
        };
        /** @description A submission with all that came with it. */
        SubmissionBody: {
            /** @description What it says that has no place in the record. */
            aside: components["schemas"]["AsideLine"][];
            /** @description The commune that it says, or its subject's. */
            commune?: components["schemas"]["UnitId"];
            /** @description What the device is called that sent it. */
            device_label?: string;
            /** @description The files that came, by name. */
            files: components["schemas"]["SubmissionFile"][];
            /** @description The form and its version. */
            form: components["schemas"]["ChecklistRef"];
            /** @description The id that the client gave it. */
            instance: string;
            /** @description The files that it names and that have not come. */
            missing: string[];
            /**
             * Format: int64
             * @description 0 for the first XML under its id, 1 for the first that differs, and so on.
             */
            number: number;
            /** @description When the form was opened, as the client tells. */
            opened_at?: components["schemas"]["OffsetTime"];
            /** @description Whose it is. */
            person?: components["schemas"]["DevicePerson"];
            /** @description How to call them. */
            phone?: string;
            /** @description When it came first. */
            received_at: components["schemas"]["Timestamp"];
            /** @description The hash of its XML, which names it among those of its id. */
            sha256: components["schemas"]["Sha256"];
            /** @description Where it stands. */
            state: components["schemas"]["SubmissionState"];
            /** @description The user's name in the client's settings. Nobody vouches for it. */
            username?: string;
        };
        /** @description A file that came with a submission. */
        SubmissionFile: {
            /** @description When it came. */
            arrived_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description How many bytes.
             */
            bytes: number;
            /** @description What it is, by its bytes. */
            media_type: string;
            /** @description What the client calls it. */
            name: string;
            /** @description The hash of its bytes; a photo is found by it. */
            sha256: components["schemas"]["Sha256"];
        };
        /** @description What came about a record. */
        SubmissionList: {
            /** @description In the order in which they came first. */
            submissions: components["schemas"]["SubmissionBody"][];
        };
        /**
         * @description Where a submission stands.
         * @enum {string}
         */
        SubmissionState: "waiting" | "refused" | "pushed" | "conflict";
        /** @description A node of a programme's tree: the programme, a dự án, a tiểu dự án, or a policy beside them. */
        SubProject: {
            /** @description Its code, unique in its programme, such as `DA3.1`. */
            code: string;
            /** @description The department that leads it. */
            department?: components["schemas"]["DepartmentId"];
            /** @description Its id. */
            id: components["schemas"]["SubProjectId"];
            /** @description Whether records may name it: true where nothing is below it. */
            leaf: boolean;
            /** @description Its name. */
            name: string;
            /** @description Its name in English. */
            name_en?: string;
            /** @description The node that it is part of; absent for a programme. */
            parent?: components["schemas"]["SubProjectId"];
            /** @description The first day on which it ran. */
            valid_from?: components["schemas"]["Date"];
            /** @description The last day on which it ran. */
            valid_to?: components["schemas"]["Date"];
        };
        /** @description How many records of a sub-project. */
        SubProjectCount: {
            /** @description The sub-project. */
            id: components["schemas"]["SubProjectId"];
            /**
             * Format: int64
             * @description How many.
             */
            n: number;
        };
        /**
         * Format: uuid
         * @description A programme, project or sub-project: a node of the programme tree.
         */
        SubProjectId: string;
        /** @description The programme's nodes. */
        SubProjectList: {
            /** @description In the order of their import. */
            sub_projects: components["schemas"]["SubProject"][];
        };
        /** @description A sub-project with its numbers. */
        SubProjectOverview: components["schemas"]["SubProjectTotals"] & {
            /** @description The sub-project. */
            id: components["schemas"]["SubProjectId"];
        };
        /** @description One sub-project in numbers. */
        SubProjectTotals: {
            /** @description Findings. */
            findings: components["schemas"]["FindingTotals"];
            /**
             * Format: int64
             * @description Those among them with a record that is whole.
             */
            inspected: number;
            /**
             * Format: int64
             * @description Subjects to be inspected.
             */
            planned: number;
            /**
             * Format: int64
             * @description Records.
             */
            records: number;
        };
        /** @description A column of a table. */
        TableColumn: {
            /**
             * Format: int32
             * @description Decimals of its numbers.
             */
            decimals?: number;
            /** @description Where its numbers come from; filled by hand where absent. */
            from?: components["schemas"]["ColumnSource"];
            /** @description A heading over this column and its neighbours of the same group. */
            group?: components["schemas"]["Text"];
            /** @description Its name in data, unique in the table. */
            key: components["schemas"]["Key"];
            /** @description Room for remarks, which nobody has to fill in. */
            note?: boolean;
            /** @description The heading. */
            title: components["schemas"]["Text"];
        };
        /**
         * @description What a table has a row for each of.
         * @enum {string}
         */
        TableRows: "sub_project" | "commune";
        /** @description One of a visit's team. */
        TeamMember: {
            /** @description Who. */
            person: components["schemas"]["PersonId"];
            /** @description As what. */
            role: components["schemas"]["TeamRole"];
        };
        /**
         * @description The roles in a team (đoàn kiểm tra).
         * @enum {string}
         */
        TeamRole: "head" | "secretary" | "member";
        /** @description Vietnamese, which is always there, and English. */
        Text: {
            /** @description English; empty falls back to Vietnamese. */
            en?: string;
            /** @description Vietnamese, NFC. */
            vi: string;
        };
        /**
         * Format: date-time
         * @description An instant, RFC 3339, whole milliseconds.
         */
        Timestamp: string;
        /** @description What the rules of evidence let pass. */
        Tolerances: {
            /**
             * Format: double
             * @description The accuracy of a position, in metres, above which it is a reason to look.
             */
            accuracy_m: number;
            /**
             * Format: int64
             * @description By how many seconds the phone's clock may be ahead of the server's.
             */
            clock_s: number;
            commune_m: {
                /** Format: double */
                approximate: number;
                /** Format: double */
                official: number;
                /** Format: double */
                "reference-map": number;
            } & Record<string, unknown>;
            site_m: {
                /** Format: double */
                documented: number;
                /** Format: double */
                guessed: number;
                /** Format: double */
                surveyed: number;
            } & Record<string, unknown>;
        };
        /** @description Records by unit. */
        Totals: {
            /** @description By code. */
            units: components["schemas"]["UnitTotal"][];
        };
        /**
         * @description An administrative unit as it stood between two dates. A code alone is not a key: codes were given to other
         *     territory, even under another name.
         */
        Unit: {
            /** @description The outline as GeoJSON geometry (Polygon or `MultiPolygon`), where the caller works there. */
            boundary?: Record<string, unknown>;
            /** @description The quality of its outline; absent where it has none. */
            boundary_quality?: components["schemas"]["BoundaryQuality"];
            /** @description The statistics office's code. */
            code: string;
            /** @description Its id. */
            id: components["schemas"]["UnitId"];
            /** @description The name without the type. */
            name: string;
            /** @description The unit that it is part of. */
            parent?: components["schemas"]["UnitId"];
            /** @description The unit that took it over. */
            successor?: components["schemas"]["UnitId"];
            /** @description Tỉnh, huyện, xã, phường, thị trấn. */
            unit_type: components["schemas"]["UnitType"];
            /** @description The first day on which it stood so; open where unknown. */
            valid_from?: components["schemas"]["Date"];
            /** @description The last day on which it stood so; open where it still does. */
            valid_to?: components["schemas"]["Date"];
        };
        /** @description How many records of a commune. */
        UnitCount: {
            /**
             * Format: int64
             * @description How many.
             */
            n: number;
            /** @description The commune. */
            unit: components["schemas"]["UnitId"];
        };
        /**
         * Format: uuid
         * @description An administrative unit as it stood between two dates.
         */
        UnitId: string;
        /** @description Units. */
        UnitList: {
            /** @description By code and date. */
            units: components["schemas"]["Unit"][];
        };
        /** @description Records of one unit. */
        UnitTotal: {
            /** @description Its code. */
            code: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description How many records.
             */
            records: number;
            /** @description The unit. */
            unit: components["schemas"]["UnitId"];
            /**
             * Format: int64
             * @description How many of them wait for something.
             */
            waiting: number;
        };
        /**
         * @description The types of units.
         * @enum {string}
         */
        UnitType: "province" | "district" | "commune" | "ward" | "township" | "special_zone";
        /**
         * Format: uuid
         * @description One resumable upload of one photo.
         */
        UploadId: string;
        /**
         * @description What a rule answers, from nothing to say to the gravest.
         * @enum {string}
         */
        Verdict: "not_applicable" | "pass" | "warn" | "fail";
        /** @description One thing that is wrong, and where. */
        Violation: {
            /** @description A code of the catalogue. */
            code: string;
            /** @description What is wrong, in English. */
            message: string;
            /** @description What is wrong, in Vietnamese. */
            message_vi: string;
            /** @description JSON Pointer (RFC 6901) to the place. */
            path: string;
        };
        /** @description An inspection visit (đợt kiểm tra). */
        Visit: {
            /** @description The communes that it goes to. */
            communes: components["schemas"]["UnitId"][];
            /** @description Its last day. */
            ends_on: components["schemas"]["Date"];
            /** @description Its id. */
            id: components["schemas"]["VisitId"];
            /** @description Number and date of the plan or decision behind it. */
            plan?: string;
            /** @description Its first day. */
            starts_on: components["schemas"]["Date"];
            /** @description What it looks at. */
            subjects: components["schemas"]["SubjectId"][];
            /** @description Who goes. */
            team: components["schemas"]["TeamMember"][];
            /** @description What people call it. */
            title: string;
        };
        /** @description A visit, with what its people are called. */
        VisitBody: components["schemas"]["Visit"] & {
            /** @description Who goes, as what, and what they are called. */
            members: components["schemas"]["NamedMember"][];
        };
        /** @description How many records of a visit. */
        VisitCount: {
            /** @description The visit. */
            id: components["schemas"]["VisitId"];
            /**
             * Format: int64
             * @description How many.
             */
            n: number;
        };
        /**
         * Format: uuid
         * @description An inspection visit (đợt kiểm tra).
         */
        VisitId: string;
        /** @description Visits. */
        VisitList: {
            /** @description In the order of their making. */
            visits: components["schemas"]["VisitBody"][];
        };
        /** @description What waits, by commune and phone. */
        Waiting: {
            /** @description The longest wait first. */
            groups: components["schemas"]["WaitingBody"][];
        };
        /** @description Records that wait, and whom to call. */
        WaitingBody: components["schemas"]["WaitingGroup"] & {
            /** @description What the phone is called. */
            device_label?: string;
            /** @description What its holder is called. */
            person_name?: string;
            /** @description A number to call. */
            phone?: string;
        };
        /** @description Records that wait, by commune and phone. */
        WaitingGroup: {
            /** @description The commune. */
            commune: components["schemas"]["UnitId"];
            /** @description The phone. */
            device: components["schemas"]["DeviceId"];
            /**
             * Format: int64
             * @description How many snapshots wait for their base.
             */
            held: number;
            /** @description Since when the oldest waits. */
            oldest: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description How many photos they wait for.
             */
            photos_missing: number;
            /**
             * Format: int64
             * @description How many records wait.
             */
            records: number;
        };
        /** @description For whom a key is, and what it is called. */
        WantedAppKey: {
            /** @description What it is called, such as the phone's place or holder. */
            label?: string;
            /** @description The person; what comes by the key is theirs. */
            person: components["schemas"]["PersonId"];
        };
        /**
         * @description What a file holds.
         * @enum {string}
         */
        What: "units" | "boundaries" | "departments" | "programme" | "subjects" | "people" | "visits" | "checklists" | "xlsform" | "forms";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
