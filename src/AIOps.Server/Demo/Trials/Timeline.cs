using System.Globalization;
using Spectre.Console;

namespace AIOps.Server.Demo.Trials;

/// <summary>What the user sees happen, line by line, with the seconds since the fault.</summary>
internal sealed class Timeline(IAnsiConsole console, TimeProvider time)
{
    private DateTimeOffset? _zero;

    /// <summary>Begins to count at the fault.</summary>
    public void Start() => _zero = time.GetUtcNow();

    /// <summary>Stops counting.</summary>
    public void Stop() => _zero = null;

    /// <summary>A line with the time of now, or of a moment that is known better.</summary>
    public void Say(string kind, string text, DateTimeOffset? at = null)
    {
        var since = _zero is { } zero ? string.Create(CultureInfo.InvariantCulture, $"{((at ?? time.GetUtcNow()) - zero).TotalSeconds,6:+0.0;-0.0;0.0} s") : "        ";
        var colour = kind switch
        {
            "impact" or "page" or "failed" => "red",
            "detected" or "culprit" => "yellow",
            "served" or "resolved" or "passed" => "green",
            "plan" or "step" or "verify" => "aqua",
            _ => "grey",
        };
        if (console.Profile.Capabilities.Ansi)
        {
            console.MarkupLine($"[grey]{since}[/]  [{colour}]{kind,-9}[/] {Markup.Escape(text)}");
        }
        else
        {
            // a log or a pipe: one line stays one line
            console.Profile.Out.Writer.WriteLine($"{since}  {kind,-9} {text}");
        }
    }

    /// <summary>A line that supports the one above.</summary>
    public void Detail(string text) => Say("", text);
}
