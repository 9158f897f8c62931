package org.ot4j.network;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Writes a {@link Recipe} as JSON and reads it back. Each recipe is an object whose {@code type} is
 * the name of its class, or the earlier name if the class has moved; only classes that are recipes
 * are ever loaded.
 */
public final class Recipes {
    private static final String TYPE = "type";
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().registerTypeAdapterFactory(new Factory()).create();

    private Recipes() {}

    /** The recipe as JSON. */
    public static String toJson(Recipe recipe) {
        return GSON.toJson(recipe, Recipe.class);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if the text is not a recipe, if its class is not on the
     *     class path, or if a component is missing, unknown, duplicated or of the wrong type
     */
    public static Recipe fromJson(String json) {
        return fromJson(json, Recipe.class);
    }

    /**
     * Reads a recipe of the given kind.
     *
     * @throws IllegalArgumentException if the text is not such a recipe, if its class is not on the
     *     class path, or if a component is missing, unknown, duplicated or of the wrong type
     */
    public static <T extends Recipe> T fromJson(String json, Class<T> kind) {
        try {
            JsonElement read = StrictJson.parse(json);
            T recipe = GSON.fromJson(read, kind);
            if (recipe == null) {
                throw new JsonParseException("it is null");
            }
            StrictJson.compare(read, GSON.toJsonTree(recipe, Recipe.class), "");
            return recipe;
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not a recipe: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // The constructor rejected an argument; Gson wraps its exception.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalArgumentException(
                    "not a recipe: "
                            + (cause instanceof NullPointerException
                                    ? "a component is missing: " + cause.getMessage()
                                    : cause.getMessage()),
                    e);
        }
    }

    private static final class Factory implements TypeAdapterFactory {
        @Override
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!Recipe.class.isAssignableFrom(type.getRawType())) {
                return null;
            }
            TypeAdapter<JsonElement> elements = gson.getAdapter(JsonElement.class);
            return new TypeAdapter<T>() {
                @Override
                public void write(JsonWriter out, T value) throws IOException {
                    if (value == null) {
                        out.nullValue();
                        return;
                    }
                    var object = new JsonObject();
                    object.addProperty(TYPE, RecipeNames.of(value.getClass()));
                    Set<String> added = added(value.getClass());
                    delegate(value.getClass())
                            .toJsonTree(value)
                            .getAsJsonObject()
                            .entrySet()
                            .stream()
                            .filter(e -> !(e.getValue().isJsonNull() && added.contains(e.getKey())))
                            .forEach(e -> object.add(e.getKey(), e.getValue()));
                    elements.write(out, object);
                }

                @Override
                public T read(JsonReader in) throws IOException {
                    JsonElement element = elements.read(in);
                    if (element == null || element.isJsonNull()) {
                        return null;
                    }
                    if (!element.isJsonObject() || !element.getAsJsonObject().has(TYPE)) {
                        throw new JsonParseException("expected an object with a type");
                    }
                    // A copy, because the input is compared with what was understood.
                    JsonObject object = element.getAsJsonObject().deepCopy();
                    JsonElement name = object.remove(TYPE);
                    if (!name.isJsonPrimitive()) {
                        throw new JsonParseException("type = " + name + " is not a class");
                    }
                    Class<?> found = find(name.getAsString());
                    requireComponents(found, object);
                    if (!type.getRawType().isAssignableFrom(found)) {
                        throw new JsonParseException(
                                found.getName() + " is not a " + type.getRawType().getSimpleName());
                    }
                    @SuppressWarnings("unchecked")
                    T value = (T) delegate(found).fromJsonTree(object);
                    return value;
                }

                @SuppressWarnings("unchecked")
                private TypeAdapter<Object> delegate(Class<?> found) {
                    return (TypeAdapter<Object>)
                            gson.getDelegateAdapter(Factory.this, TypeToken.get(found));
                }
            };
        }

        /** Checked before the record is built: a missing number would silently become 0. */
        private static void requireComponents(Class<?> found, JsonObject object) {
            if (!found.isRecord()) {
                return;
            }
            Set<String> added = added(found);
            for (RecordComponent component : found.getRecordComponents()) {
                if (!object.has(component.getName()) && !added.contains(component.getName())) {
                    throw new JsonParseException(
                            found.getSimpleName() + "." + component.getName() + " is missing");
                }
            }
            Set<String> known = names(found, component -> true);
            if (!known.containsAll(object.keySet())) {
                object.keySet().removeAll(known);
                throw new JsonParseException(
                        found.getSimpleName() + "." + object.keySet() + " is unknown");
            }
        }

        private static Set<String> added(Class<?> record) {
            return names(record, component -> component.isAnnotationPresent(Recipe.Added.class));
        }

        private static Set<String> names(Class<?> record, Predicate<RecordComponent> which) {
            return record.isRecord()
                    ? Arrays.stream(record.getRecordComponents())
                            .filter(which)
                            .map(RecordComponent::getName)
                            .collect(Collectors.toSet())
                    : Set.of();
        }

        private static Class<?> find(String name) {
            try {
                Class<?> found = Class.forName(RecipeNames.className(name), false, loader());
                if (!Recipe.class.isAssignableFrom(found)) {
                    throw new JsonParseException(name + " is not a recipe");
                }
                return found;
            } catch (ClassNotFoundException | LinkageError e) {
                throw new JsonParseException("class " + name + " is not on the class path", e);
            }
        }

        private static ClassLoader loader() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context != null ? context : Recipes.class.getClassLoader();
        }
    }
}
