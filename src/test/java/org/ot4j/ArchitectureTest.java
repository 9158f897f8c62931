package org.ot4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ot4j.internal.Check;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.LearningRate;
import org.ot4j.training.Moment;
import org.ot4j.training.Objective;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Player;
import org.ot4j.training.Provenance;
import org.ot4j.training.Schedule;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.Wasserstein;

/** The arrows between packages point one way; see docs/architecture.md. */
class ArchitectureTest {
    private static final ArchRule ARROWS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .layer("base")
                    .definedBy("org.ot4j.base..", "org.ot4j.internal..", "org.ot4j.tensor..")
                    .layer("transport")
                    .definedBy("org.ot4j.transport..")
                    .layer("divergence")
                    .definedBy("org.ot4j.divergence..")
                    .layer("data")
                    .definedBy("org.ot4j.data..")
                    .layer("distribution")
                    .definedBy("org.ot4j.distribution..")
                    .layer("network")
                    .definedBy("org.ot4j.network..")
                    .layer("training")
                    .definedBy("org.ot4j.training..")
                    .layer("model")
                    .definedBy("org.ot4j.model..")
                    .layer("evaluation")
                    .definedBy("org.ot4j.evaluation..")
                    .layer("plot")
                    .definedBy("org.ot4j.plot..")
                    .whereLayer("base")
                    .mayNotAccessAnyLayer()
                    .whereLayer("transport")
                    .mayOnlyAccessLayers("base")
                    .whereLayer("divergence")
                    .mayOnlyAccessLayers("base", "transport")
                    .whereLayer("data")
                    .mayOnlyAccessLayers("base", "transport")
                    .whereLayer("distribution")
                    .mayOnlyAccessLayers("base", "network")
                    .whereLayer("network")
                    .mayOnlyAccessLayers("base")
                    .whereLayer("training")
                    .mayOnlyAccessLayers("base", "data", "network")
                    .whereLayer("model")
                    .mayOnlyAccessLayers(
                            "base",
                            "transport",
                            "divergence",
                            "data",
                            "distribution",
                            "network",
                            "training")
                    .whereLayer("evaluation")
                    .mayOnlyAccessLayers(
                            "base",
                            "transport",
                            "divergence",
                            "data",
                            "distribution",
                            "network",
                            "training",
                            "model")
                    .whereLayer("plot")
                    .mayOnlyAccessLayers(
                            "base",
                            "transport",
                            "data",
                            "distribution",
                            "training",
                            "model",
                            "evaluation");

    /** Among the models: each kind knows what all share, and an estimator's dual is a GAN. */
    private static final ArchRule MODELS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("internal")
                    .definedBy("org.ot4j.model.internal")
                    .layer("model")
                    .definedBy("org.ot4j.model")
                    .layer("adversarial")
                    .definedBy("org.ot4j.model.adversarial")
                    .layer("autoencoder")
                    .definedBy("org.ot4j.model.autoencoder")
                    .layer("kantorovich")
                    .definedBy("org.ot4j.model.kantorovich")
                    .layer("coupled")
                    .definedBy("org.ot4j.model.coupled")
                    .layer("flow")
                    .definedBy("org.ot4j.model.flow")
                    .layer("latent")
                    .definedBy("org.ot4j.model.latent")
                    .layer("map")
                    .definedBy("org.ot4j.model.map")
                    .whereLayer("internal")
                    .mayNotAccessAnyLayer()
                    .whereLayer("model")
                    .mayOnlyAccessLayers("internal")
                    .whereLayer("adversarial")
                    .mayOnlyAccessLayers("internal", "model")
                    .whereLayer("autoencoder")
                    .mayOnlyAccessLayers("internal", "model")
                    .whereLayer("kantorovich")
                    .mayOnlyAccessLayers("internal", "model", "adversarial")
                    .whereLayer("coupled")
                    .mayOnlyAccessLayers("internal", "model")
                    .whereLayer("flow")
                    .mayOnlyAccessLayers("internal", "model")
                    .whereLayer("latent")
                    .mayOnlyAccessLayers("internal", "model", "flow")
                    .whereLayer("map")
                    .mayOnlyAccessLayers("internal");

    /** What judges and draws models takes any. */
    private static final ArchRule ANY_MODEL =
            noClasses()
                    .that()
                    .resideInAnyPackage("org.ot4j.evaluation..", "org.ot4j.plot..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.ot4j.model.*..");

    /** {@link org.ot4j.tensor.Scalars} says why; metrics take no gradients. */
    private static final ArchRule NUMBERS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "org.ot4j.tensor", "org.ot4j.evaluation", "org.ot4j.plot")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("mul|div|pow|maximum|minimum"))
                                    .and(target(owner(assignableTo(NDArray.class))))
                                    .and(
                                            describe(
                                                    "with a number",
                                                    call ->
                                                            call
                                                                    .getTarget()
                                                                    .getRawParameterTypes()
                                                                    .stream()
                                                                    .anyMatch(
                                                                            type ->
                                                                                    type
                                                                                            .isEquivalentTo(
                                                                                                    Number
                                                                                                            .class)))));

    /** A way to solve knows what a problem is, and of the others only whom it builds on. */
    private static final ArchRule SOLVERS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("exact")
                    .definedBy("org.ot4j.transport.exact")
                    .layer("entropic")
                    .definedBy("org.ot4j.transport.entropic")
                    .layer("unbalanced")
                    .definedBy("org.ot4j.transport.unbalanced")
                    .layer("stochastic")
                    .definedBy("org.ot4j.transport.stochastic")
                    .layer("barycenter")
                    .definedBy("org.ot4j.transport.barycenter")
                    .layer("map")
                    .definedBy("org.ot4j.transport.map")
                    .layer("gromov")
                    .definedBy("org.ot4j.transport.gromov")
                    .layer("adaptation")
                    .definedBy("org.ot4j.transport.adaptation")
                    .layer("quadratic")
                    .definedBy("org.ot4j.transport.quadratic")
                    .layer("laguerre")
                    .definedBy("org.ot4j.transport.laguerre")
                    .layer("lowrank")
                    .definedBy("org.ot4j.transport.lowrank")
                    .layer("flow")
                    .definedBy("org.ot4j.transport.flow")
                    .whereLayer("exact")
                    .mayNotAccessAnyLayer()
                    .whereLayer("entropic")
                    .mayNotAccessAnyLayer()
                    .whereLayer("unbalanced")
                    .mayOnlyAccessLayers("exact")
                    .whereLayer("map")
                    .mayOnlyAccessLayers("exact")
                    .whereLayer("stochastic")
                    .mayOnlyAccessLayers("entropic")
                    .whereLayer("barycenter")
                    .mayOnlyAccessLayers("exact", "entropic", "map")
                    .whereLayer("gromov")
                    .mayOnlyAccessLayers("exact", "entropic")
                    .whereLayer("adaptation")
                    .mayOnlyAccessLayers("entropic")
                    .whereLayer("quadratic")
                    .mayNotAccessAnyLayer()
                    .whereLayer("laguerre")
                    .mayNotAccessAnyLayer()
                    .whereLayer("lowrank")
                    .mayOnlyAccessLayers("exact")
                    .whereLayer("flow")
                    .mayNotAccessAnyLayer();

    /** Nobody within stands on the one-line calls. */
    private static final ArchRule FACADE =
            noClasses()
                    .that()
                    .resideInAPackage("org.ot4j.transport.*..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Transport.class, TransportLoss.class, Wasserstein.class);

    /** The one-line calls choose a solver; what problems and answers are made of does not. */
    private static final ArchRule PROBLEMS =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "org.ot4j.transport",
                            "org.ot4j.transport.cost",
                            "org.ot4j.transport.internal")
                    .and()
                    .doNotBelongToAnyOf(Transport.class, TransportLoss.class, Wasserstein.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.ot4j.transport.exact",
                            "org.ot4j.transport.entropic",
                            "org.ot4j.transport.unbalanced",
                            "org.ot4j.transport.stochastic",
                            "org.ot4j.transport.barycenter",
                            "org.ot4j.transport.map",
                            "org.ot4j.transport.gromov",
                            "org.ot4j.transport.quadratic",
                            "org.ot4j.transport.laguerre",
                            "org.ot4j.transport.lowrank",
                            "org.ot4j.transport.flow",
                            "org.ot4j.transport.adaptation");

    private static final ArchRule NO_NETWORKS =
            noClasses()
                    .that()
                    .resideInAPackage("org.ot4j.transport..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl.nn..", "ai.djl.training..", "ai.djl.pytorch..");

    /** Who goes past DJL to the engine itself; all others find it in {@code tensor}. */
    private static final ArchRule ENGINE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "org.ot4j.tensor", "org.ot4j.network", "org.ot4j.training..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.djl.pytorch..");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importUrl(Check.class.getProtectionDomain().getCodeSource().getLocation());

    /** No two files of these packages need each other; a sealed interface does not need its kin. */
    private static ArchRule filesHaveNoCycle(String... packages) {
        return slices().assignedFrom(
                        new SliceAssignment() {
                            @Override
                            public SliceIdentifier getIdentifierOf(JavaClass type) {
                                if (!List.of(packages).contains(type.getPackageName())) {
                                    return SliceIdentifier.ignore();
                                }
                                String name = type.getName();
                                int nested = name.indexOf('$');
                                return SliceIdentifier.of(
                                        nested < 0 ? name : name.substring(0, nested));
                            }

                            @Override
                            public String getDescription() {
                                return "files of " + String.join(", ", packages);
                            }
                        })
                .should()
                .beFreeOfCycles();
    }

    /** What a model says of its game, by itself. */
    private static final Class<?>[] DECLARATIONS = {
        Game.class,
        GameRecipe.class,
        Player.class,
        Objective.class,
        Step.class,
        Terms.class,
        Optimizer.class,
        Schedule.class,
        LearningRate.class,
        Moment.class,
        Provenance.class
    };

    private static final DescribedPredicate<JavaClass> DECLARED =
            describe(
                    "declarations",
                    type -> belongToAnyOf(DECLARATIONS).test(type.getBaseComponentType()));

    /** A game does not know who plays it, who is told how, nor who keeps it. */
    private static final ArchRule GAMES =
            noClasses()
                    .that(DECLARED)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.ot4j.training..")
                                    .and(not(DECLARED))
                                    .and(not(simpleName("Memory"))));

    /** Files, batches, seeds and gradients know nothing of games. */
    private static final ArchRule PARTS_OF_TRAINING =
            noClasses()
                    .that()
                    .resideInAPackage("org.ot4j.training.internal")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.ot4j.training");

    @Test
    void filesOfOnePackageHaveNoCycle() {
        filesHaveNoCycle("org.ot4j.model.coupled").check(CLASSES);
        filesHaveNoCycle("org.ot4j.training").check(CLASSES);
    }

    @Test
    void aGameDoesNotKnowWhoPlaysIt() {
        GAMES.check(CLASSES);
        PARTS_OF_TRAINING.check(CLASSES);
    }

    @Test
    void arrowsPointOneWay() {
        ARROWS.check(CLASSES);
        MODELS.check(CLASSES);
        ANY_MODEL.check(CLASSES);
    }

    @Test
    void aSolverKnowsItsProblemAndFewOthers() {
        SOLVERS.check(CLASSES);
        PROBLEMS.check(CLASSES);
        FACADE.check(CLASSES);
    }

    @Test
    void transportTrainsNoNetworks() {
        NO_NETWORKS.check(CLASSES);
    }

    @Test
    void fewTouchTheEngineItself() {
        ENGINE.check(CLASSES);
    }

    @Test
    void numbersThatGradientsNeedAreNotInJavaMemory() {
        NUMBERS.check(CLASSES);
    }
}
