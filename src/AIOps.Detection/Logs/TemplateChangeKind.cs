namespace AIOps.Detection.Logs;

/// <summary>What happened to a template's identity.</summary>
public enum TemplateChangeKind
{
    /// <summary>The old template is now part of the new one.</summary>
    Merged,

    /// <summary>The new template holds records that were the old one's.</summary>
    Split,
}
