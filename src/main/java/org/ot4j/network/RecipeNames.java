package org.ot4j.network;

import static java.util.Map.entry;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The names of recipes in files. Each is the class name that the recipe had when it was first
 * written, so a class may move without making older files unreadable.
 */
final class RecipeNames {
    /** Each name in files with its current class. */
    private static final Map<String, String> MOVED =
            Map.ofEntries(
                    entry(
                            "org.ot4j.model.AdversarialPenalty",
                            "org.ot4j.model.autoencoder.AdversarialPenalty"),
                    entry(
                            "org.ot4j.model.CTransformLoss",
                            "org.ot4j.model.adversarial.CTransformLoss"),
                    entry(
                            "org.ot4j.model.CoupledRecipe",
                            "org.ot4j.model.coupled.CoupledVae$Parts"),
                    entry(
                            "org.ot4j.model.CoupledRecipe$Sized",
                            "org.ot4j.model.coupled.CoupledVae$Sized"),
                    entry(
                            "org.ot4j.model.DivergenceLoss",
                            "org.ot4j.model.adversarial.DivergenceLoss"),
                    entry(
                            "org.ot4j.model.FiniteMke$Recipe",
                            "org.ot4j.model.kantorovich.FiniteMke$Recipe"),
                    entry("org.ot4j.model.Gan$Recipe", "org.ot4j.model.adversarial.Gan$Recipe"),
                    entry(
                            "org.ot4j.model.InnerSolver$ByAscent",
                            "org.ot4j.model.coupled.InnerSolver$ByAscent"),
                    entry(
                            "org.ot4j.model.InnerSolver$BySinkhorn",
                            "org.ot4j.model.coupled.InnerSolver$BySinkhorn"),
                    entry("org.ot4j.model.Mke$Coupling", "org.ot4j.model.kantorovich.Mke$Coupling"),
                    entry("org.ot4j.model.Mke$Recipe", "org.ot4j.model.kantorovich.Mke$Recipe"),
                    entry("org.ot4j.model.MmdPenalty", "org.ot4j.model.autoencoder.MmdPenalty"),
                    entry(
                            "org.ot4j.model.SemiDiscreteMke$Recipe",
                            "org.ot4j.model.kantorovich.SemiDiscreteMke$Recipe"),
                    entry(
                            "org.ot4j.model.SinkhornPenalty",
                            "org.ot4j.model.autoencoder.SinkhornPenalty"),
                    entry(
                            "org.ot4j.model.SlicedPenalty",
                            "org.ot4j.model.autoencoder.SlicedPenalty"),
                    entry("org.ot4j.model.TwoSidedLoss", "org.ot4j.model.adversarial.TwoSidedLoss"),
                    entry("org.ot4j.model.Vae$Recipe", "org.ot4j.model.autoencoder.Vae$Recipe"),
                    entry("org.ot4j.model.Wae$Recipe", "org.ot4j.model.autoencoder.Wae$Recipe"),
                    entry(
                            "org.ot4j.model.WassersteinLoss",
                            "org.ot4j.model.adversarial.WassersteinLoss"),
                    entry("org.ot4j.network.ConvDecoder", "org.ot4j.network.UpsamplingDecoder"));

    private static final Map<String, String> NAMES =
            MOVED.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private RecipeNames() {}

    /** The name in files. */
    static String of(Class<?> recipe) {
        return NAMES.getOrDefault(recipe.getName(), recipe.getName());
    }

    /** The class for a name in files. */
    static String className(String name) {
        return MOVED.getOrDefault(name, name);
    }
}
