namespace AIOps.Detection.Logs;

/// <summary>Two templates became one, or a part of one became a template of its own.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Old">The template that was merged away, or that was split.</param>
/// <param name="New">The template that took it in, or that was split off.</param>
public readonly record struct TemplateChange(TemplateChangeKind Kind, int Old, int New);
