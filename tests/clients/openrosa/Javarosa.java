// JavaRosa (the engine inside of ODK Collect) as ODK Validate bundles it: fills forms, and evaluates their rules.
//
//   java -cp ODK_Validate.jar Javarosa.java fill FORMS LISTS OUT TIME
//   java -cp ODK_Validate.jar Javarosa.java rules FOLDER
//
// `fill` answers every question of each form at TIME, writes what Collect would submit (OUT/ID.xml) and prints each
// form with the number of its photos, which are called N.jpg from 1 on. `rules` does what rules.js does, with the same
// folder (N.xml, N.tsv and the lists), and prints how many rules it asked. Both fail where an answer is refused, or a
// rule means something else.
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.actions.setgeopoint.SetGeopointAction;
import org.javarosa.core.model.actions.setgeopoint.SetGeopointActionHandler;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

public class Javarosa {
    static final String HERE = "21.9038 106.5931 312.5 4.8";

    // The phone's position, as Collect writes it beside a photo.
    public static class Here extends SetGeopointAction {
        public Here() { }
        Here(TreeReference target) { super(target); }
        public void requestLocationUpdates() { saveLocationValue(HERE); }
    }

    public static void main(String[] arguments) throws Exception {
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new org.opendatakit.validate.StubPropertyManager());
        XFormParser.registerActionHandler(SetGeopointActionHandler.ELEMENT_NAME, new SetGeopointActionHandler() {
            public SetGeopointAction getSetGeopointAction() { return new Here(); }
            public SetGeopointAction getSetGeopointAction(TreeReference target) { return new Here(target); }
        });
        boolean isGood = switch (arguments[0]) {
            case "fill" -> {
                Date time = DateUtils.parseDateTime(arguments[4]);
                yield fill(Path.of(arguments[1]), arguments[2], Path.of(arguments[3]), time);
            }
            case "rules" -> rules(Path.of(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        System.exit(isGood ? 0 : 1);
    }

    // Files of forms (jr://file-csv/subjects.csv) come from a folder.
    static void filesFrom(String folder) {
        ReferenceManager.instance().reset();
        ReferenceManager.instance().addReferenceFactory(new ReferenceFactory() {
            public boolean derives(String uri) { return uri.startsWith("jr://"); }
            public Reference derive(String uri, String context) { return derive(uri); }
            public Reference derive(String uri) {
                File file = new File(folder, uri.substring(uri.lastIndexOf('/') + 1));
                return new Reference() {
                    public boolean doesBinaryExist() { return file.exists(); }
                    public InputStream getStream() throws java.io.IOException { return new FileInputStream(file); }
                    public String getURI() { return uri; }
                    public String getLocalURI() { return file.getPath(); }
                    public boolean isReadOnly() { return true; }
                    public OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
                    public void remove() { throw new UnsupportedOperationException(); }
                    public Reference[] probeAlternativeReferences() { return new Reference[0]; }
                };
            }
        });
    }

    static FormDef load(Path file) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(Files.newInputStream(file));
        form.initialize(true, new InstanceInitializationFactory());
        return form;
    }

    static List<Path> forms(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().collect(Collectors.toList());
        }
    }

    static boolean fill(Path forms, String lists, Path out, Date time) throws Exception {
        filesFrom(lists);
        boolean isGood = true;
        for (Path file : forms(forms)) {
            FormDef form = load(file);
            FormEntryController controller = new FormEntryController(new FormEntryModel(form));
            FormEntryModel model = controller.getModel();
            int photos = 0, repeats = 0;
            controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
            int event = controller.stepToNextEvent();
            for (; event != FormEntryController.EVENT_END_OF_FORM; event = controller.stepToNextEvent()) {
                if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                    // One more of each, and no further.
                    if (repeats++ < 2) controller.newRepeat();
                    continue;
                }
                if (event != FormEntryController.EVENT_QUESTION) continue;
                FormEntryPrompt prompt = model.getQuestionPrompt();
                if (prompt.isReadOnly() || prompt.getAnswerValue() != null) continue;
                if (prompt.getDataType() == Constants.DATATYPE_BINARY) photos += 1;
                IAnswerData answer = answer(prompt, photos, time);
                int status = controller.answerQuestion(model.getFormIndex(), answer, true);
                // Large where a large number may be, because such are written with an exponent.
                if (status != FormEntryController.ANSWER_OK && answer instanceof DecimalData) {
                    status = controller.answerQuestion(model.getFormIndex(), new DecimalData(12.5), true);
                }
                if (status != FormEntryController.ANSWER_OK) {
                    isGood = false;
                    TreeReference asked = model.getFormIndex().getReference();
                    System.err.println(file + ": " + asked + " refuses " + answer.getDisplayText());
                }
            }
            var outcome = form.validate(true);
            if (outcome != null) {
                isGood = false;
                System.err.println(file + ": not valid at " + outcome.failedPrompt.getReference());
            }
            form.postProcessInstance();
            // The engine asks the machine for the time, and the server lives on another day.
            timed(form.getMainInstance().getRoot(), time);
            byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
            Files.write(out.resolve(file.getFileName()), xml);
            System.out.println(file.getFileName().toString().replace(".xml", "") + "\t" + photos);
        }
        return isGood;
    }

    static void timed(TreeElement element, Date time) {
        if (element.getValue() instanceof DateTimeData) element.setValue(new DateTimeData(time));
        for (int at = 0; at < element.getNumChildren(); at++) timed(element.getChildAt(at), time);
    }

    static IAnswerData answer(FormEntryPrompt prompt, int photo, Date day) {
        switch (prompt.getControlType()) {
            case Constants.CONTROL_SELECT_ONE: return new SelectOneData(new Selection(first(prompt)));
            case Constants.CONTROL_SELECT_MULTI: return new SelectMultiData(List.of(new Selection(first(prompt))));
            default:
        }
        switch (prompt.getDataType()) {
            case Constants.DATATYPE_INTEGER: return new IntegerData(7);
            case Constants.DATATYPE_DECIMAL: return new DecimalData(12_500_000.5);
            case Constants.DATATYPE_DATE: return new DateData(day);
            case Constants.DATATYPE_GEOPOINT:
                return new GeoPointData(Arrays.stream(HERE.split(" ")).mapToDouble(Double::parseDouble).toArray());
            case Constants.DATATYPE_BINARY: return new StringData(photo + ".jpg");
            default: return new StringData("Tiếng Việt < & >");
        }
    }

    static SelectChoice first(FormEntryPrompt prompt) {
        List<SelectChoice> choices = prompt.getSelectChoices();
        if (choices.isEmpty()) {
            throw new IllegalStateException(prompt.getIndex().getReference() + ": there is nothing to choose");
        }
        return choices.get(0);
    }

    static boolean rules(Path folder) throws Exception {
        filesFrom(folder.toString());
        int checked = 0, wrong = 0;
        for (Path file : forms(folder)) {
            FormDef form = null;
            String[] record = null;
            for (String line : Files.readAllLines(Path.of(file.toString().replace(".xml", ".tsv")))) {
                String[] cells = line.split("\t", -1);
                switch (cells[0]) {
                    case "record" -> record = cells;
                    case "case" -> {
                        form = load(file);
                        set(form, "record/captured_at", new DateTimeData(DateUtils.parseDateTime(record[1])));
                        set(form, "record/commune", new StringData(record[2]));
                        set(form, "record/subject", new StringData(record[3]));
                    }
                    case "answer" -> set(form, "answers/s/" + cells[1] + "/value", switch (cells[2]) {
                        case "one" -> new SelectOneData(new Selection(cells[3]));
                        case "many" -> new SelectMultiData(
                            Arrays.stream(cells[3].split(" ")).map(Selection::new).collect(Collectors.toList()));
                        case "number" -> new DecimalData(Double.parseDouble(cells[3]));
                        case "date" -> new DateData(DateUtils.parseDate(cells[3]));
                        default -> new StringData(cells[3]);
                    });
                    case "told" -> {
                        boolean asked = at(form, "answers/s/asked_" + cells[1] + "/value").isRelevant();
                        TreeReference held = ref("answers/s/held_" + cells[1] + "/value");
                        boolean refused = !form.evaluateConstraint(held, new StringData("x"));
                        checked += 1;
                        if (asked != cells[2].equals("true") || refused != cells[2].equals("false")) {
                            wrong += 1;
                            String found = ", asked " + asked + ", refused " + refused;
                            System.err.println(file + " rule " + cells[1] + ": says " + cells[2] + found);
                        }
                    }
                    default -> { }
                }
            }
        }
        System.out.println(checked);
        return wrong == 0;
    }

    static TreeReference ref(String path) {
        TreeReference reference = TreeReference.rootRef().extendRef("data", 0);
        for (String name : path.split("/")) reference = reference.extendRef(name, 0);
        return reference;
    }

    static TreeElement at(FormDef form, String path) { return form.getMainInstance().resolveReference(ref(path)); }

    static void set(FormDef form, String path, IAnswerData value) { form.setValue(value, ref(path), true); }
}
