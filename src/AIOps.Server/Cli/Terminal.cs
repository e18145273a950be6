using System.Globalization;
using System.Text.Json;
using AIOps.Server.Web;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AIOps.Server.Cli;

/// <summary>Prints to the terminal. Text of the service is never markup and carries no escapes: telemetry names it.</summary>
internal static class Terminal
{
    private const int WidthOfAFile = 250;

    public static IAnsiConsole Output { get; } = Open(Console.Out, Console.IsOutputRedirected);

    private static IAnsiConsole Errors { get; } = Open(Console.Error, Console.IsErrorRedirected);

    public static void Fail(string message) => Errors.Write(new Paragraph("aiops: " + PlainText.Clean(message) + Environment.NewLine, new Style(Color.Red)));

    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        return table;
    }

    public static void Row(this Table table, params string?[] cells) => table.AddRow(cells.Select(cell => (IRenderable)new Text(PlainText.Clean(cell, oneLine: true))));

    public static void Line(this IAnsiConsole console, string text) => console.Write(new Text(PlainText.Clean(text) + Environment.NewLine));

    public static void Heading(this IAnsiConsole console, string text) => console.Write(new Text(PlainText.Clean(text, oneLine: true) + Environment.NewLine, new Style(decoration: Decoration.Bold)));

    /// <summary>What goes to a file or a pipe has no escapes and no narrow columns.</summary>
    private static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        var plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect });
        if (redirected)
        {
            console.Profile.Width = WidthOfAFile;
        }

        return console;
    }

    /// <summary>A property as text: empty when it is not there.</summary>
    public static string Word(this JsonElement json, params string[] path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return "";
            }
        }

        return json.ValueKind switch
        {
            JsonValueKind.String => json.GetString()!,
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            JsonValueKind.Number when !json.TryGetInt64(out _) => json.GetDouble().ToString("0.###", CultureInfo.InvariantCulture),
            _ => json.ToString(),
        };
    }

    /// <summary>A share, 0 to 1, as percent.</summary>
    public static string Percent(this JsonElement json, params string[] path) =>
        double.TryParse(json.Word(path), CultureInfo.InvariantCulture, out var share) ? $"{100 * share:0.#} %" : "";

    /// <summary>A moment in UTC, short.</summary>
    public static string Moment(this JsonElement json, params string[] path) =>
        DateTimeOffset.TryParse(json.Word(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    /// <summary>The items of an array property; none when it is not there.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];
}
