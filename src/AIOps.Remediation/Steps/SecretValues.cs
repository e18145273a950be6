using System.Text;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Steps;

/// <summary>Secrets of one run, in memory only; masks them wherever they would appear.</summary>
public sealed class SecretValues
{
    private const string Mask = "•••";
    private const int ShortestMasked = 4;
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byVariable = new(StringComparer.Ordinal);
    private readonly List<string> _forms = [];

    /// <summary>No secrets.</summary>
    public static SecretValues None { get; } = new();

    /// <summary>Environment variables for scripts.</summary>
    public IReadOnlyDictionary<string, string> Variables => _byVariable;

    /// <summary>Reads the secrets of a runbook.</summary>
    /// <param name="rules">What to read.</param>
    /// <param name="problem">Why one could not be read, without its value; or null.</param>
    public static SecretValues? TryRead(IReadOnlyList<SecretRule> rules, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var values = new SecretValues();
        foreach (var rule in rules)
        {
            string? value;
            try
            {
                value = rule.Source.StartsWith("env:", StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(rule.Source[4..]) : File.ReadAllText(rule.Source[5..]).TrimEnd('\n', '\r');
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                value = null;
            }

            if (string.IsNullOrEmpty(value))
            {
                problem = $"the secret {rule.Name} could not be read from {rule.Source}";
                return null;
            }

            values.Add(rule, value);
        }

        problem = null;
        return values;
    }

    /// <summary>Length of the longest form of a secret that is masked.</summary>
    internal int LongestForm => _forms.Count == 0 ? 0 : _forms[0].Length;

    /// <summary>Puts secrets into a text that names them as <c>${secrets.NAME}</c>.</summary>
    public string Reveal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (name, value) in _byName)
        {
            text = text.Replace($"${{{Template.SecretPrefix}{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Takes every form of every secret out of a text.</summary>
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var form in _forms)
        {
            text = text.Replace(form, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    private void Add(SecretRule rule, string value)
    {
        _byName[rule.Name] = value;
        _byVariable[rule.Variable] = value;
        if (value.Length < ShortestMasked)
        {
            return;
        }

        // As it stands, and as tools print it: encoded for a URL, for basic authentication and in JSON; and each of its lines.
        string[] forms = [value, Uri.EscapeDataString(value), Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), System.Text.Json.JsonSerializer.Serialize(value)[1..^1], .. value.Split('\n')];
        _forms.AddRange(forms.Where(form => form.Length >= ShortestMasked));
        _forms.Sort((a, b) => b.Length.CompareTo(a.Length));
    }
}
