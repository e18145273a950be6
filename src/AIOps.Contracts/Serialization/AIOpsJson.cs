using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIOps.Contracts.Serialization;

/// <summary>How records are written as JSON everywhere: on the bus, in the store and over REST.</summary>
public static class AIOpsJson
{
    /// <summary>Camel case, enums as camel-case strings, nulls left out, NaN and infinities as named strings.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Writes a record.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">The text is not such a record.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null is no {typeof(T).Name}");

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            MaxDepth = 32,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
