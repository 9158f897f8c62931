package org.ot4j.spark;

import java.util.List;
import java.util.stream.Collectors;
import org.ot4j.evaluation.Comparison;

/** Some runs of a study failed; the others have been trained and measured. */
public final class StudyFailure extends RuntimeException {
    private final transient Comparison comparison;
    private final transient List<Failure> failures;

    /**
     * A run that failed.
     *
     * @param model its name in the study
     * @param seed that it was trained with
     * @param settings of its training, as JSON
     * @param reason what went wrong
     */
    public record Failure(String model, long seed, String settings, String reason) {
        @Override
        public String toString() {
            return model + ", seed " + seed + ", " + settings + ": " + reason;
        }
    }

    StudyFailure(Comparison comparison, List<Failure> failures, int runs) {
        super(
                failures.size()
                        + " of "
                        + runs
                        + " runs failed:\n"
                        + failures.stream()
                                .map(Failure::toString)
                                .collect(Collectors.joining("\n")));
        this.comparison = comparison;
        this.failures = List.copyOf(failures);
    }

    /** The results of the runs that did not fail. */
    public Comparison comparison() {
        return comparison;
    }

    /** The runs that failed. */
    public List<Failure> failures() {
        return failures;
    }
}
