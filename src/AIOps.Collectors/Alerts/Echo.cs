namespace AIOps.Collectors.Alerts;

/// <summary>Recognises our own messages when they come back: their causality id begins with our name.</summary>
internal static class Echo
{
    /// <summary>Header and field that our webhooks carry.</summary>
    public const string Header = "X-AIOps-Causality";

    private static readonly string[] Names = ["causalityid", "causality_id", "aiops_causality"];

    public static bool Is(string? causalityId) => causalityId is not null && causalityId.StartsWith("aiops:", StringComparison.Ordinal);

    public static bool IsIn(IReadOnlyDictionary<string, string>? texts) => texts is not null && Array.Exists(Names, name => texts.TryGetValue(name, out var value) && Is(value));
}
