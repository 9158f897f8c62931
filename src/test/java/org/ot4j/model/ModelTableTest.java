package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Prior;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.model.latent.LatentDensity;
import org.ot4j.network.Networks;

/**
 * README's table of models holds every builder and every latent density, and every line of it
 * compiles and begins one.
 */
class ModelTableTest {
    /** Maven starts tests in src, others in the root. */
    private static final Path TABLE =
            Path.of(Files.exists(Path.of("docs")) ? "" : "..").resolve("docs/models/models.tsv");

    private static final List<Class<?>> MODELS =
            List.of(
                    Gan.class,
                    Vae.class,
                    Wae.class,
                    Mke.class,
                    CoupledVae.class,
                    FlowMatching.class);

    /** Not models of their own: any loss of the user's; the same as {@code Gan.dual}. */
    private static final List<String> OTHERS = List.of("Gan.of", "Mke.dual");

    private static final String LIKELIHOOD = ".likelihood(Likelihood.gaussian().fixed(0.2))";
    private static final List<String> IMPORTS =
            List.of(
                    "distribution.*",
                    "divergence.*",
                    "model.adversarial.*",
                    "model.autoencoder.*",
                    "model.coupled.*",
                    "model.flow.*",
                    "model.kantorovich.*",
                    "model.latent.*",
                    "network.*",
                    "transport.*");

    private static List<String[]> rows() throws IOException {
        try (Stream<String> lines = Files.lines(TABLE)) {
            return lines.skip(1).map(line -> line.split("\t", -1)).toList();
        }
    }

    private static List<String> beginnings() throws IOException {
        return rows().stream().map(row -> row[2]).toList();
    }

    @Test
    void everyBuilderIsInTheTable() throws Exception {
        var builders = new TreeSet<String>();
        for (Class<?> model : MODELS) {
            Arrays.stream(model.getMethods())
                    .filter(m -> Modifier.isStatic(m.getModifiers()))
                    .filter(m -> m.getReturnType().getSimpleName().equals("Builder"))
                    .forEach(m -> builders.add(model.getSimpleName() + "." + m.getName()));
        }
        Arrays.stream(LatentDensity.class.getMethods())
                .filter(m -> m.getReturnType() == PriorFit.class)
                .forEach(m -> builders.add("LatentDensity." + m.getName()));
        OTHERS.forEach(name -> assertTrue(builders.remove(name), name));
        var listed = new TreeSet<String>();
        beginnings().forEach(line -> listed.add(line.substring(0, line.indexOf('('))));
        assertEquals(builders, listed);
    }

    @Test
    void everyRowBeginsAModelThatCanWhatItSays(@TempDir Path folder) throws Exception {
        List<String> lines = beginnings();
        var source = new StringBuilder();
        for (String name : IMPORTS) {
            source.append("import org.ot4j.").append(name).append(";\n");
        }
        source.append("public class Rows {\n  public static Object[] all() {\n");
        source.append("    var prior = Prior.standardNormal(2);\n    var net = Networks.mlp(8);\n");
        source.append("    return new Object[] {\n");
        lines.forEach(line -> source.append(completed(line)).append(",\n"));
        source.append("    };\n  }\n}\n");
        Path file = folder.resolve("Rows.java");
        Files.writeString(file, source);
        String classPath = System.getProperty("java.class.path");
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-cp", classPath, file.toString());
        assertEquals(0, result, source::toString);
        DataSet data = GaussianMixture.ring(8, 2, 0.2).sample(64, 1);
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            var models = (Object[]) loader.loadClass("Rows").getMethod("all").invoke(null);
            List<String[]> rows = rows();
            for (int i = 0; i < models.length; i++) {
                try (GenerativeModel model = trained(models[i], data)) {
                    assertEquals("yes".equals(rows.get(i)[4]), encodes(model), lines.get(i));
                    assertEquals("yes".equals(rows.get(i)[5]), density(model, data), lines.get(i));
                }
            }
        }
    }

    /** A model after a step; what is fitted to codes is fitted to those of a WAE. */
    private static GenerativeModel trained(Object begun, DataSet data) {
        var net = Networks.mlp(8);
        GenerativeModel model =
                begun instanceof GenerativeModel itself
                        ? itself
                        : Wae.mmd()
                                .prior(Prior.standardNormal(2))
                                .encoder(net)
                                .decoder(net)
                                .build();
        model.train(data).steps(1).batchSize(64).seed(1).fit();
        if (begun instanceof PriorFit density) {
            ((LatentModel) model).fitPrior(density, data);
        }
        return model;
    }

    /** With the parts that a line leaves out. */
    private static String completed(String line) {
        String prior = line.contains(".prior(") ? "" : ".prior(prior)";
        String rest =
                switch (line.substring(0, line.indexOf('.'))) {
                    case "Gan" -> prior + ".generator(net).critic(net).build()";
                    case "Mke" -> prior + ".generator(net).build()";
                    case "Vae" -> prior + ".encoder(net).decoder(net)" + LIKELIHOOD + ".build()";
                    case "Wae" -> prior + ".encoder(net).decoder(net).build()";
                    case "CoupledVae" -> prior + ".decoder(net)" + LIKELIHOOD + ".build()";
                    case "LatentDensity" -> "";
                    default -> ".source(prior).network(Networks.timed(net, 2)).build()";
                };
        return line + rest;
    }

    private static boolean encodes(GenerativeModel model) {
        return model instanceof LatentModel || model instanceof FlowMatching;
    }

    private static boolean density(GenerativeModel model, DataSet data) {
        if (model instanceof FlowMatching flow) {
            return Double.isFinite(flow.logLikelihood(data.head(2)).value());
        }
        try {
            return model instanceof LatentModel latent
                    && Double.isFinite(latent.logLikelihood(data.head(2), 2, 1).value());
        } catch (IllegalArgumentException says) {
            return false;
        }
    }

    @Test
    void everyRowHasItsPictureAndPerhapsItsSeconds() throws Exception {
        for (String[] row : rows()) {
            assertEquals(7, row.length, row[0]);
            assertTrue(row[6].matches("[1-9]\\d*|"), () -> row[0] + ": " + row[6]);
            Path picture = TABLE.resolveSibling(row[0] + ".png");
            assertTrue(Files.exists(picture), picture::toString);
        }
    }
}
